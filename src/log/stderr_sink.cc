#include "log/stderr_sink.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "log/local_time.h"

namespace rouse::log {

namespace {

constexpr std::string_view red = "\x1b[31m", green = "\x1b[32m", yellow = "\x1b[33m", grey = "\x1b[90m";
constexpr std::string_view normal = "\x1b[0m";

std::string_view colour_of(const Line& line) {
  int severity = line.priority & 7;
  if (!line.level.empty()) {
    if (severity <= static_cast<int>(Level::error)) return red;
    return severity == static_cast<int>(Level::warning) ? yellow : normal;
  }
  if (line.text.starts_with("FAIL")) return red;
  return line.text.starts_with("START") ? green : normal;
}

std::string shown(const Line& line, Format format, Colour colour) {
  if (format == Format::json) return fmt::format("{}\n", line.text);
  std::string level = line.level.empty() ? "" : fmt::format("{}: ", line.level);
  std::string stamp = clock_stamp(line.at);
  if (colour == Colour::off) return fmt::format("{} {}{}\n", stamp, level, line.text);
  return fmt::format("{}{}{} {}{}{}{}\n", grey, stamp, normal, colour_of(line), level, line.text, normal);
}

}  // namespace

void StderrSink::write(const Line& line) {
  std::string out;
  if (pending_loss() > 0 && format_ == Format::plain)
    out = fmt::format("({} lines were lost)\n", pending_loss());
  out += shown(line, format_, colour_);
  pollfd room{fd_, POLLOUT, 0};
  bool ready = ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
  if (!ready || ::write(fd_, out.data(), out.size()) != static_cast<ssize_t>(out.size())) return count_loss();
  take_loss();
}

}  // namespace rouse::log
