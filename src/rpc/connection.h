// Connection: a conversation with rpcbind over its local socket, by which rpcbind knows whose registrations
// they are. One question at a time, each with a deadline; that the connection ends is how a restart of
// rpcbind shows.
#pragma once

#include <string>
#include <vector>

#include "loop/channel.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "rpc/rpcbind_wire.h"

namespace rouse::rpc {

/// How long rpcbind may take for an answer.
inline constexpr std::chrono::seconds answer_patience{5};

class Connection {
 public:
  /// Connected to the socket at `path`; ENOENT, ECONNREFUSED: nobody is there.
  static Result<Fd> dial(const std::string& path);
  /// `stirred` is raised when the connection may have ended, and must outlive it.
  Connection(loop::Loop& loop, Fd fd, loop::Flag& stirred);

  /// False: rpcbind has another address for the same program, version and transport.
  loop::Co<Result<bool>> set(Registration registration);
  /// False: rpcbind keeps it, because it is somebody else's.
  loop::Co<Result<bool>> unset(Registration registration);
  loop::Co<Result<std::vector<Registration>>> list();
  /// To be asked between questions.
  bool has_ended();

 private:
  loop::Co<Result<std::string>> ask(Procedure procedure, Registration about);
  loop::Co<Result<std::string>> answer();
  loop::Co<Result<bool>> decide(Procedure procedure, Registration about);

  loop::Loop& loop_;
  loop::Channel channel_;
  std::uint32_t last_number_ = 0;
};

}  // namespace rouse::rpc
