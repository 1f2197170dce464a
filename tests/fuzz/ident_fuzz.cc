// Any bytes as an ident server's answer: what is taken for a user is the end of an answer about these ports.
#include <cstdlib>

#include "builtin/ident_answer.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view line(reinterpret_cast<const char*>(data), size);
  auto user = rouse::builtin::read_ident_answer(line, 44472, 7);
  auto other = rouse::builtin::read_ident_answer(line, 44473, 7);
  expect(!user || !other);
  if (!user) {
    expect(user.error() == rouse::builtin::IdentFailure::bad_response);
    return 0;
  }
  expect(line.ends_with(*user) && user->data() + user->size() == line.data() + line.size());
  expect(!user->empty() && user->front() != ' ' && user->front() != '\t');
  std::string_view before = line.substr(0, line.size() - user->size());
  expect(before.find("44472") < before.find('7', before.find(',')));
  expect(before.find("USERID") != std::string_view::npos);
  return 0;
}
