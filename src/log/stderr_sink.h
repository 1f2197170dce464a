// StderrSink: lines for a person in front of a terminal: `16:09:34 START: telnet pid=7 from=127.0.0.1`.
#pragma once

#include "log/sink.h"

namespace rouse::log {

enum class Colour : std::uint8_t { off, on };

class StderrSink final : public Sink {
 public:
  /// `fd` is borrowed. A reader who does not read loses lines instead of stopping the daemon.
  StderrSink(Format format, Colour colour, int fd = 2) : format_(format), colour_(colour), fd_(fd) {}
  void write(const Line& line) override;

 private:
  Format format_;
  Colour colour_;
  int fd_;
};

}  // namespace rouse::log
