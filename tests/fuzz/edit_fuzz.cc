// Any bytes as a file of xinetd.d: switched, it is what it was asked to be, and lines that are not about
// `disable` stay.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "config/edit.h"
#include "config/syntax.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> other_lines(const std::string& text) {
  rouse::config::SourceFile file({}, text);
  std::vector<std::string> out;
  for (int number = 1; number <= file.size(); ++number) {
    auto assignment = rouse::config::read_assignment(file.line(number).text);
    bool disable = assignment && rouse::same_word(assignment->name.text, "disable");
    if (!disable) out.emplace_back(file.line(number).text);
  }
  return out;
}

void check(const std::string& text, bool on) {
  rouse::config::Edit edit = rouse::config::switched(text, on);
  expect(edit.changed == (edit.text != text));
  expect(!edit.changed || rouse::config::is_on(edit.text) == on);
  expect(!rouse::config::switched(edit.text, on).changed);
  expect(other_lines(edit.text) == other_lines(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  check(text, true);
  check(text, false);
  (void)rouse::config::default_in(text);
  return 0;
}
