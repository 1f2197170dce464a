// Any bytes as what rpcbind answers: it is whole or not, an answer to one call alone, and never longer than
// it came.
#include <cstdlib>

#include "rpc/rpcbind_wire.h"

namespace {

using namespace rouse;

void expect(bool holds) {
  if (!holds) std::abort();
}

void read_results(std::string_view results) {
  Result<bool> decided = rpc::yes_or_no(results);
  expect(decided.has_value() == (results.size() >= 4));
  Result<std::vector<rpc::Registration>> all = rpc::listed(results);
  std::size_t size = 4;
  for (const rpc::Registration& one : all.value_or(std::vector<rpc::Registration>())) {
    size += 24 + one.netid.size() + one.address.size();
    rpc::port_of(one.address);
  }
  expect(!all || size <= results.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view received(reinterpret_cast<const char*>(data), size);
  Result<std::optional<std::string>> answer = rpc::whole_answer(received);
  if (!answer || !*answer) return 0;
  expect((*answer)->size() + 4 <= received.size());
  Result<std::string_view> results = rpc::results_of(**answer, 0);
  expect(!results || !rpc::results_of(**answer, 1));
  if (results) read_results(*results);
  read_results(**answer);
  return 0;
}
