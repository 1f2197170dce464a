#include "tools/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "sys/program.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

bool closed = false;
int loss = 0;  // why the last text that was lost could not be written

}  // namespace

void open_standard_output() {
  closed = ::fcntl(STDOUT_FILENO, F_GETFD) < 0;
  sys::fill_standard_descriptors();
}

void print(std::string_view text) {
  if (text.empty()) return;
  bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) loss = errno;
  if (closed) loss = EBADF;
}

void complain(std::string_view text) { (void)std::fwrite(text.data(), 1, text.size(), stderr); }

int end_status(std::string_view program, int status) {
  if (loss == 0) return status;
  complain(translated("{}: cannot write to standard output: {}", program, std::strerror(loss)) + "\n");
  return status == 0 ? 1 : status;
}

}  // namespace rouse::tools
