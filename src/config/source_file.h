// SourceFile: one configuration file as it was read, line by line. Nothing is thrown away, so that every
// message can show its line and a later edit can be made in place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::config {

/// A line longer than this is refused: 100,000 addresses fit, a disk full of rubbish does not.
inline constexpr std::size_t line_limit_bytes = std::size_t{4} << 20;

/// One physical line without its end.
struct Line {
  std::string_view text;
  bool carriage_return = false;  // ended in CR LF
  bool nul = false;              // holds a NUL byte, where xinetd would stop reading it
  bool too_long() const { return text.size() > line_limit_bytes; }
};

class SourceFile {
 public:
  SourceFile(std::string path, std::string text);
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;

  const std::string& path() const { return path_; }
  /// How many lines there are; a last one without its newline counts.
  int size() const { return static_cast<int>(lines_.size()); }
  /// Line `number`, counted from 1.
  const Line& line(int number) const { return lines_[static_cast<std::size_t>(number - 1)]; }
  /// The first line that ends in CR LF, or 0.
  int first_carriage_return() const;

 private:
  std::string path_;
  std::string text_;
  std::vector<Line> lines_;
};

}  // namespace rouse::config
