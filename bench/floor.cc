// floor: the least a super-server can do. Accept, vfork (or fork), put the caller on 0, 1 and 2, exec. No
// configuration, no checks, no log, no change of user: what any contender pays beyond this is its own work.
//
//   bench_floor vfork|fork FIRST_PORT DOORS SERVER [ARGUMENT...]
//
// epoll waits for all doors; the kernel reaps the servers.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace rouse::bench {
namespace {

enum class Birth { vfork, fork };

[[noreturn]] void die(const char* call) {
  std::perror(call);
  std::exit(1);
}

Fd open_door(std::uint16_t port) {
  Fd door(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(door.raw(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (::bind(door.raw(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("bind");
  if (::listen(door.raw(), 64) != 0) die("listen");
  return door;
}

[[noreturn]] void become_server(int caller, char** server) {
  ::dup2(caller, 0);
  ::dup2(caller, 1);
  ::dup2(caller, 2);
  ::execv(server[0], server);
  ::_exit(127);
}

void start_server(Birth birth, int caller, char** server) {
  const pid_t pid = birth == Birth::vfork ? ::vfork() : ::fork();
  if (pid == 0) become_server(caller, server);
  if (pid < 0) std::perror("fork");
}

[[noreturn]] void serve(Birth birth, const std::vector<Fd>& doors, char** server) {
  const Fd poll(::epoll_create1(EPOLL_CLOEXEC));
  for (const Fd& door : doors) {
    epoll_event wanted{.events = EPOLLIN, .data = {.fd = door.raw()}};
    if (::epoll_ctl(poll.raw(), EPOLL_CTL_ADD, door.raw(), &wanted) != 0) die("epoll_ctl");
  }
  std::vector<epoll_event> ready(64);
  for (;;) {
    const int count = ::epoll_wait(poll.raw(), ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
      const Fd caller(::accept4(ready[static_cast<std::size_t>(i)].data.fd, nullptr, nullptr, SOCK_CLOEXEC));
      if (caller) start_server(birth, caller.raw(), server);
    }
  }
}

std::vector<Fd> open_doors(std::uint16_t first_port, unsigned count) {
  std::vector<Fd> doors;
  for (unsigned i = 0; i < count; ++i) doors.push_back(open_door(static_cast<std::uint16_t>(first_port + i)));
  return doors;
}

}  // namespace
}  // namespace rouse::bench

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: bench_floor vfork|fork FIRST_PORT DOORS SERVER [ARGUMENT...]\n", stderr);
    return 2;
  }
  using namespace rouse::bench;
  const Birth birth = std::string_view(argv[1]) == "vfork" ? Birth::vfork : Birth::fork;
  const auto doors =
      open_doors(static_cast<std::uint16_t>(std::atoi(argv[2])), static_cast<unsigned>(std::atoi(argv[3])));
  ::signal(SIGCHLD, SIG_IGN);
  serve(birth, doors, argv + 4);
}
