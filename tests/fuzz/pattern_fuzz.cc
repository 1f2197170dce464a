// Any bytes as an address or as a word of only_from: what is read must survive being written and read again.
#include <cstdlib>

#include "net/address.h"
#include "net/pattern.h"

using rouse::net::Address;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (std::optional<Address> address = Address::parse(text)) {
    expect(address->is_v4() || address->is_v6());
    std::optional<Address> again = Address::parse(address->text());
    expect(again && *again == *address);
    expect(address->unmapped().unmapped() == address->unmapped());
  }
  auto pattern = rouse::net::parse_pattern(text);
  if (!pattern) {
    expect(!pattern.error().message.empty());
    return 0;
  }
  expect(!rouse::net::dump_text(*pattern).empty());
  if (const auto* prefix = std::get_if<rouse::net::Prefix>(&*pattern)) {
    expect(prefix->bits <= (prefix->address.is_v4() ? 32U : 128U));
    expect(prefix->contains(prefix->address));
  }
  return 0;
}
