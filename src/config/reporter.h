// Reporter: collects messages, each with the line it is about.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/message.h"
#include "config/source_file.h"

namespace rouse::config {

/// Where something stands; line 0: the file as a whole, column 0: the whole line.
struct Place {
  const SourceFile* file = nullptr;
  int line = 0;
  int column = 0;
};

/// After this many messages the rest is only counted.
inline constexpr std::size_t message_limit = 10'000;

class Reporter {
 public:
  /// With `extensions` it keeps what is said of those, too.
  explicit Reporter(bool extensions = false) : extensions_(extensions) {}
  void say(Severity severity, const Place& place, std::string text, std::string_view suggestion = {});
  /// The same about a file that could not be read.
  void say_of_file(Severity severity, const std::string& file, std::string text);
  std::vector<Message> take();

 private:
  void add(Message message);
  std::vector<Message> messages_;
  std::size_t unsaid_ = 0;
  bool extensions_;
};

}  // namespace rouse::config
