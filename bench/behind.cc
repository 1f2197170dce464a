// bench_behind ECHO_PORT PUMP_PORT: the server that redirects lead to. One thread, epoll. At the one port it
// says back what it hears; at the other it speaks as fast as it is listened to, and hears as fast.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <unordered_map>

#include "base/fd.h"
#include "pump.h"

namespace rouse::bench {
namespace {

enum class Way : std::uint8_t { echo, pump };

[[noreturn]] void die(const char* call) {
  std::perror(call);
  std::exit(1);
}

Fd open_door(std::uint16_t port) {
  Fd door(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  ::setsockopt(door.raw(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(door.raw(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("bind");
  if (::listen(door.raw(), 4096) != 0) die("listen");
  return door;
}

/// False: the caller is gone.
bool echo(int caller) {
  std::array<char, 16384> bytes{};
  const ssize_t got = ::recv(caller, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  const auto size = static_cast<std::size_t>(got);
  return got > 0 && ::send(caller, bytes.data(), size, MSG_NOSIGNAL) == got;
}

class Server {
 public:
  Server(std::uint16_t echo_port, std::uint16_t pump_port)
      : poll_(::epoll_create1(EPOLL_CLOEXEC)),
        echo_door_(open_door(echo_port)),
        pump_door_(open_door(pump_port)) {
    watch(echo_door_.raw(), EPOLLIN);
    watch(pump_door_.raw(), EPOLLIN);
  }

  [[noreturn]] void serve() {
    std::array<epoll_event, 64> ready{};
    for (;;) {
      const int count = ::epoll_wait(poll_.raw(), ready.data(), static_cast<int>(ready.size()), -1);
      for (int i = 0; i < count; ++i) attend(ready[static_cast<std::size_t>(i)].data.fd);
    }
  }

 private:
  void watch(int fd, std::uint32_t events) {
    epoll_event wanted{.events = events, .data = {.fd = fd}};
    if (::epoll_ctl(poll_.raw(), EPOLL_CTL_ADD, fd, &wanted) != 0) die("epoll_ctl");
  }

  void accept(const Fd& door, Way way) {
    Fd caller(::accept4(door.raw(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!caller) return;
    watch(caller.raw(), way == Way::echo ? EPOLLIN : EPOLLIN | EPOLLOUT);
    const int number = caller.raw();
    callers_.emplace(number, std::pair(std::move(caller), way));
  }

  void attend(int fd) {
    if (fd == echo_door_.raw()) return accept(echo_door_, Way::echo);
    if (fd == pump_door_.raw()) return accept(pump_door_, Way::pump);
    const bool stays = callers_.at(fd).second == Way::echo ? echo(fd) : hear(fd) >= 0 && speak(fd) >= 0;
    if (!stays) callers_.erase(fd);
  }

  Fd poll_;
  Fd echo_door_;
  Fd pump_door_;
  std::unordered_map<int, std::pair<Fd, Way>> callers_;
};

}  // namespace
}  // namespace rouse::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench_behind ECHO_PORT PUMP_PORT\n", stderr);
    return 2;
  }
  rouse::bench::Server(static_cast<std::uint16_t>(std::atoi(argv[1])),
                       static_cast<std::uint16_t>(std::atoi(argv[2])))
      .serve();
}
