// forking_loop: what a warm service can come near to, and not reach. A server of its own that stays, accepts,
// and forks a child for each caller, which answers as warm_server does. No configuration, no checks, no log.
//
//   bench_forking_loop PORT
//
// The kernel reaps the children.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace {

[[noreturn]] void die(const char* call) {
  std::perror(call);
  std::exit(1);
}

int open_door(std::uint16_t port) {
  const int door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (::bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) die("bind");
  if (::listen(door, 64) != 0) die("listen");
  return door;
}

int answer(int caller) {
  for (const int place : {0, 1, 2}) ::dup2(caller, place);
  return std::puts("ok") < 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_forking_loop PORT\n", stderr);
    return 2;
  }
  ::signal(SIGCHLD, SIG_IGN);
  const int door = open_door(static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10)));
  for (;;) {
    const int caller = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) continue;
    const pid_t child = ::fork();
    if (child == 0) return answer(caller);
    if (child < 0) std::perror("fork");
    ::close(caller);
  }
}
