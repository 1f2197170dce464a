// Any bytes as an init script and as its override file: both are read to an end, and what is found is in its
// bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sysv/script_header.h"

using rouse::sysv::Header;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void check(const Header& header) {
  expect(header.levels.within(rouse::sysv::Levels::all()));
  expect(header.lsb || header.start);
  expect(header.start.has_value() == header.stop.has_value());
  expect(header.start.value_or(0) >= 0 && header.start.value_or(0) <= 99);
  expect(header.stop.value_or(0) >= 0 && header.stop.value_or(0) <= 99);
  for (const std::string& name : header.required_start) expect(!name.empty());
  for (const rouse::sysv::Description& each : header.descriptions) expect(!each.text.ends_with('\n'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  auto header = rouse::sysv::parse_header(input.substr(0, size / 2));
  if (!header) {
    expect(header.error().line >= 0 && !text(header.error().fault).empty());
    return 0;
  }
  check(*header);
  auto changed = override_header(*header, input.substr(size / 2));
  if (changed) check(*changed);
  return 0;
}
