// soak_server: a server that says who it is and ends as its caller wants: it writes its pid, that of the
// process that was started (another one where it was parked, and this is a copy) and a newline, gives every
// line back, and at a line that is a number leaves with it as its exit status. `soak_server tick` is a
// resident that counts, fifty lines a second.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

/// From before main(), where it would be parked.
const pid_t started = ::getpid();

int tick() {
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 20'000'000};
  for (unsigned count = 0; std::printf("tick %u\n", count) > 0 && std::fflush(stdout) == 0; ++count)
    ::nanosleep(&pause, nullptr);
  return 204;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "tick") == 0) return tick();
  char line[64];
  int size =
      std::snprintf(line, sizeof line, "%d %d\n", static_cast<int>(::getpid()), static_cast<int>(started));
  if (::write(1, line, static_cast<std::size_t>(size)) != size) return 201;
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    char* end = nullptr;
    long status = std::strtol(line, &end, 10);
    if (end != line) return static_cast<int>(status);
    auto length = static_cast<ssize_t>(std::strlen(line));
    if (::write(1, line, std::strlen(line)) != length) return 202;
  }
  return 203;
}
