// bench_hold FIRST_PORT COUNT SESSIONS WORD_BYTES: opens sessions from 127.0.0.2, one after the other, says
// so many bytes on each and waits for them to come back (0 bytes: for the first byte); prints how many it
// has, keeps them until its standard input ends, then hangs up on all of them.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "load.h"

namespace {

using namespace rouse::bench;

constexpr std::uint32_t patient_source = 0x7f000002;  // 127.0.0.2: tiny_server holds these
constexpr timeval patience = {.tv_sec = 5, .tv_usec = 0};

/// Says the word and hears it again, or hears one byte.
bool is_answered(int caller, std::size_t word_bytes) {
  std::array<char, longest_word> bytes{};
  const std::size_t wanted = std::max<std::size_t>(word_bytes, 1);
  ::setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (word_bytes > 0) ::send(caller, bytes.data(), word_bytes, MSG_NOSIGNAL);
  return ::recv(caller, bytes.data(), wanted, MSG_WAITALL) == static_cast<ssize_t>(wanted);
}

rouse::Fd open_session(std::uint16_t port, std::size_t word_bytes) {
  rouse::Fd caller = call_door(port, patient_source, true);
  return caller && is_answered(caller.raw(), word_bytes) ? std::move(caller) : rouse::Fd();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: bench_hold FIRST_PORT COUNT SESSIONS WORD_BYTES\n", stderr);
    return 2;
  }
  const Ports ports{static_cast<std::uint16_t>(std::atoi(argv[1])),
                    static_cast<unsigned>(std::atoi(argv[2]))};
  const auto wanted = static_cast<std::size_t>(std::atoi(argv[3]));
  const std::size_t word_bytes = std::min(static_cast<std::size_t>(std::atoi(argv[4])), longest_word);
  std::vector<rouse::Fd> sessions;
  for (std::size_t turn = 0; turn < wanted; ++turn) {
    rouse::Fd session = open_session(ports.at(turn), word_bytes);
    if (!session) break;
    sessions.push_back(std::move(session));
  }
  std::printf("%zu\n", sessions.size());
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
}
