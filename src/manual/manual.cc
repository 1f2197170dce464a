// manual: writes FILE to standard output with what is made from the tables in its places (filled_text.h). A
// program of the build, which nobody installs.
#include <fmt/format.h>

#include <cstdio>

#include "config/system_world.h"
#include "manual/filled_text.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: manual FILE\n");
    return 2;
  }
  auto source = rouse::config::SystemWorld().read_file(argv[1]);
  if (!source) {
    fmt::print(stderr, "manual: {}\n", source.error().text());
    return 1;
  }
  auto text = rouse::manual::filled(*source);
  if (!text) {
    fmt::print(stderr, "manual: {}: {}\n", argv[1], text.error());
    return 1;
  }
  bool written =
      std::fwrite(text->data(), 1, text->size(), stdout) == text->size() && std::fflush(stdout) == 0;
  return written ? 0 : 1;
}
