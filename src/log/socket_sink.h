// SocketSink: lines to a log daemon's Unix socket, one datagram each (or one NUL-ended record where the
// daemon only takes streams). Connects when there is something to say, again after the daemon was restarted,
// and never waits: what does not fit is counted, and told as soon as something fits again.
#pragma once

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "log/sink.h"

namespace rouse::log {

class SocketSink final : public Sink {
 public:
  /// How a line stands in a datagram.
  using Frame = std::string (*)(const Line&, const Identity&);

  SocketSink(Identity identity, std::string path, Frame frame)
      : identity_(std::move(identity)), path_(std::move(path)), frame_(frame) {}
  void write(const Line& line) override;
  void reopen() override { socket_.reset(); }

 private:
  /// later: the daemon does not keep up; gone: it has to be connected to anew.
  enum class Sent : std::uint8_t { all, later, gone };
  bool connect();
  bool connect_as(int type);
  bool send(const Line& line);
  Sent send_once(std::string_view frame);
  bool tell_loss(const Line& next);

  Identity identity_;
  std::string path_;
  Frame frame_;
  Fd socket_;
  bool stream_ = false;
};

}  // namespace rouse::log
