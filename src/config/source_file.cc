#include "config/source_file.h"

#include <utility>

namespace rouse::config {

namespace {

Line line_of(std::string_view text) {
  Line line;
  if (text.ends_with('\r')) {
    line.carriage_return = true;
    text.remove_suffix(1);
  }
  line.nul = text.find('\0') != std::string_view::npos;
  line.text = text;
  return line;
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  std::string_view rest = text_;
  while (!rest.empty()) {
    std::size_t end = rest.find('\n');
    lines_.push_back(line_of(rest.substr(0, end)));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
}

int SourceFile::first_carriage_return() const {
  for (int number = 1; number <= size(); ++number)
    if (line(number).carriage_return) return number;
  return 0;
}

}  // namespace rouse::config
