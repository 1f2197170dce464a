// A server that is in the hands of somebody who means ill: it keeps the library that would park it from doing
// so, and says itself to roused what a parked process says (park/wire.h), and what one does not. How, FORGES
// tells.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

enum : std::uint32_t { version = 1, parked = 1, here = 3, nonsense = 99 };

/// The descriptor by which it speaks to roused; -1: nobody parks it.
int find_pair() {
  for (int fd = 3; fd < 1024; ++fd) {
    int type = 0;
    socklen_t bytes = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &bytes) == 0 && type == SOCK_SEQPACKET) return fd;
  }
  return -1;
}

bool say(int pair, std::uint32_t kind, std::uint32_t tag = 0) {
  std::uint32_t word[] = {version, kind, tag, 0};
  return send(pair, word, sizeof word, MSG_NOSIGNAL) == sizeof word;
}

/// Who serves is nobody's child, and ends at once.
void serve_by_a_stranger(int pair, std::uint32_t tag) {
  if (fork() != 0) {
    wait(nullptr);
  } else if (fork() != 0) {
    _exit(0);
  } else {
    _exit(say(pair, here, tag) ? 0 : 1);
  }
}

[[gnu::constructor]] void forge() {
  const char* forges = getenv("FORGES");
  int pair = find_pair();
  if (forges == nullptr || pair < 0) return;
  say(pair, parked);
  if (std::strcmp(forges, "words") == 0) {
    while (say(pair, nonsense)) {
    }
  }
  std::uint32_t call[4096] = {};
  while (recv(pair, call, sizeof call, 0) > 0) serve_by_a_stranger(pair, call[1]);
  _exit(0);
}

}  // namespace

int main() { return 0; }
