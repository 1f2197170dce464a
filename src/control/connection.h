// Connection: one end of a control connection, the daemon's or a tool's: whole frames, each within a
// deadline.
#pragma once

#include <string>

#include "base/error.h"
#include "control/wire.h"
#include "loop/channel.h"
#include "loop/co.h"

namespace rouse::control {

struct Frame {
  Header header;
  std::string body;
};

class Connection {
 public:
  /// `fd` is a connected stream socket; nothing here blocks on it.
  Connection(loop::Loop& loop, Fd fd) : channel_(loop, std::move(fd)) {}

  /// The next frame, with at most `limit_bytes` behind its header; one of another version without its body,
  /// which may be anything. Errors: ECONNRESET (the other end is gone), ETIMEDOUT, EPROTO (these bytes are no
  /// frame), EMSGSIZE.
  loop::Co<Result<Frame>> receive(std::size_t limit_bytes, Instant deadline);
  /// All of `bytes`. Errors: as above.
  loop::Co<Result<void>> send(std::string bytes, Instant deadline);

 private:
  loop::Co<Result<std::string>> take(std::size_t count, Instant deadline);

  loop::Channel channel_;
};

}  // namespace rouse::control
