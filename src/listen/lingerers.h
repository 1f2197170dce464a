// Lingerers: callers of services with `linger_close` whose server has ended. A socket that is closed with
// unread bytes in it resets the connection, and what the server said last is lost on its way: so it goes to
// whoever asks a health check that does not read the question. The steward keeps a descriptor of the caller's
// socket as long as the server runs; then
//
//   end of file to him -> what he still says is thrown away -> he closes too, or 5 s are over -> closed
//
// Nobody reads what is thrown away: the kernel drops it, without a buffer to put it in. Nobody waits in
// close() either, as SO_LINGER would have it. The place among the servers is free already. Where there are
// too many, the one who came first has to go.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/fd.h"
#include "loop/descriptors.h"
#include "loop/link.h"
#include "loop/task.h"

namespace rouse::listen {

/// How long a caller may take to close his side.
inline constexpr std::chrono::seconds linger_patience{5};
/// How much of what he says is thrown away; whoever goes on is cut off.
inline constexpr std::uint64_t linger_limit_bytes = std::uint64_t{64} << 20;
/// How many there are at once; fewer where descriptors are rare.
inline constexpr std::uint64_t lingerers_most = 1024;

class Lingerers {
 public:
  Lingerers(loop::Loop& loop, loop::Descriptors& descriptors, std::uint64_t most)
      : loop_(loop), descriptors_(descriptors), most_(most), tasks_(loop) {}

  /// Takes the TCP connection of a caller whose server has ended.
  void see_off(Fd caller);
  std::size_t size() const { return tasks_.size(); }

 private:
  /// One of them, in the frame of his task.
  struct Lingerer : loop::Link {
    explicit Lingerer(int socket) : caller(socket) {}
    int caller;
  };

  loop::Task linger(Fd caller);
  void make_room();

  loop::Loop& loop_;
  loop::Descriptors& descriptors_;
  std::uint64_t most_;
  loop::List<Lingerer> present_;  // in the order of their coming
  loop::Tasks tasks_;
};

}  // namespace rouse::listen
