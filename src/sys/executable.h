// Executables: what the kernel sees of a file before it executes it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

struct Executable {
  Fd file;
  mode_t mode = 0;
  bool has_capabilities = false;  // of the file: it would have more rights than whoever executes it
};

/// Opens it for reading; CLOEXEC. What is no regular file or may be executed by nobody is not opened, so that
/// no FIFO blocks and no device does anything: then the call that failed is "execute", with execve's EACCES.
Result<Executable> open_executable(const std::string& path);
/// What there is from `offset` on, as much as goes into `out`; how much that was. A file ends where it cannot
/// be read.
std::size_t read_at(int fd, std::uint64_t offset, std::span<std::byte> out);

}  // namespace rouse::sys
