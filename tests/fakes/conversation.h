// TCP connections over loopback beside a loop whose clock stands still, and a task that keeps what a
// conversation returned.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "fakes/loop.h"
#include "loop/co.h"
#include "loop/task.h"
#include "sys/socket.h"

namespace rouse::fakes {

/// A connected pair: what was accepted, and the one who connected.
struct Connection {
  Fd accepted;
  Fd connected;
};

inline net::Endpoint loopback(std::uint16_t port = 0) { return {net::Address::v4(0x7f000001), port}; }

/// A door on a port of the kernel's choice.
inline Fd open_door(const net::Endpoint& where = loopback()) {
  Fd door = std::move(*sys::open_socket(where.address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM));
  EXPECT_TRUE(sys::bind(door.raw(), where));
  EXPECT_TRUE(sys::listen(door.raw(), 16));
  return door;
}

inline Fd connect_to(const net::Endpoint& where) {
  Fd fd = std::move(*sys::open_socket(where.address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM));
  EXPECT_TRUE(sys::connect(fd.raw(), where));
  return fd;
}

inline Connection tcp_connection() {
  Fd door = open_door();
  Fd connected = connect_to(*sys::local_of(door.raw()));
  sys::Accepted accepted = std::move(*sys::accept(door.raw()));
  return {.accepted = std::move(accepted.fd), .connected = std::move(connected)};
}

/// Sends all of `text`; the test fails where there is no room for it.
inline void say(const Fd& fd, std::string_view text) {
  ssize_t sent = ::send(fd.raw(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  EXPECT_EQ(sent, static_cast<ssize_t>(text.size()));
}

/// What one receive gave: bytes ("" also when there is nothing now), the end of file, or an error.
struct Heard {
  std::string bytes;
  bool end = false;
  int error = 0;
};

inline Heard hear(const Fd& fd, std::size_t limit = 1 << 20) {
  Heard heard;
  std::string room(limit, '\0');
  ssize_t got = ::recv(fd.raw(), room.data(), room.size(), MSG_DONTWAIT);
  if (got < 0 && errno != EAGAIN) heard.error = errno;
  if (got > 0) heard.bytes = room.substr(0, static_cast<std::size_t>(got));
  heard.end = got == 0;
  return heard;
}

template <class T>
loop::Task keep(loop::Co<T> conversation, std::optional<T>* result) {
  T value = co_await conversation;
  result->emplace(std::move(value));
}

class ConversationTest : public LoopTest {
 protected:
  /// What the other end hears until its end of file (or an error), the loop turning meanwhile.
  Heard hear_all(const Fd& fd) {
    Heard all;
    while (!all.end && all.error == 0) {
      loop->turn(0);
      Heard some = hear(fd);
      all.bytes += some.bytes;
      all.end = some.end;
      all.error = some.error;
    }
    return all;
  }
  /// The same until so many bytes were heard.
  std::string hear_bytes(const Fd& fd, std::size_t count) {
    std::string all;
    while (all.size() < count) {
      loop->turn(0);
      Heard some = hear(fd, count - all.size());
      EXPECT_TRUE(!some.end && some.error == 0) << "after " << all.size();
      if (some.end || some.error != 0) break;
      all += some.bytes;
    }
    return all;
  }

  loop::Tasks tasks{*loop};
};

}  // namespace rouse::fakes
