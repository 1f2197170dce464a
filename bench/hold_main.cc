// bench_hold FIRST_PORT COUNT SESSIONS: opens sessions from 127.0.0.2, one after the other, each until its
// first byte; prints how many it has, keeps them until its standard input ends, then hangs up on all of them.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "load.h"

namespace {

using namespace rouse::bench;

constexpr std::uint32_t patient_source = 0x7f000002;  // 127.0.0.2: tiny_server holds these
constexpr timeval patience = {.tv_sec = 5, .tv_usec = 0};

rouse::Fd open_session(std::uint16_t port) {
  rouse::Fd caller = call_door(port, patient_source, true);
  char byte = 0;
  if (!caller) return caller;
  ::setsockopt(caller.raw(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return ::recv(caller.raw(), &byte, 1, 0) == 1 ? std::move(caller) : rouse::Fd();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: bench_hold FIRST_PORT COUNT SESSIONS\n", stderr);
    return 2;
  }
  const Ports ports{static_cast<std::uint16_t>(std::atoi(argv[1])),
                    static_cast<unsigned>(std::atoi(argv[2]))};
  const auto wanted = static_cast<std::size_t>(std::atoi(argv[3]));
  std::vector<rouse::Fd> sessions;
  for (std::size_t turn = 0; turn < wanted; ++turn) {
    rouse::Fd session = open_session(ports.at(turn));
    if (!session) break;
    sessions.push_back(std::move(session));
  }
  std::printf("%zu\n", sessions.size());
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
}
