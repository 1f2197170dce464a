// soak_server: a server that says who it is and ends as its caller wants: it writes its pid and a newline,
// gives every line back, and at a line that is a number leaves with it as its exit status.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

int main() {
  char line[64];
  int size = std::snprintf(line, sizeof line, "%d\n", static_cast<int>(::getpid()));
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
