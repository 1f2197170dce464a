// Programs: started as children by posix_spawn, or in this process's place. For servers of callers see
// process/spawn.h.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

struct ProgramStart {
  std::vector<std::string> argv;  // the first one is the path of the program
  std::vector<std::string> environment;
  std::string folder = "/";  // where it starts
  std::string program = {};  // its path, where the first word is only what it is called
  // What it has as its descriptors 0, 1 and 2 (it gets no others); -1: this process's own.
  int input = -1, output = -1, errors = -1;
  /// In a process group of its own, and with every signal at its default action, even if ignored here.
  bool own_group = false;
  /// Its umask and its soft limit of descriptors, where they are not this process's own.
  std::optional<mode_t> umask = {};
  std::optional<std::uint64_t> soft_descriptors = {};
};

struct Program {
  pid_t pid = 0;
  Fd pidfd;
};

/// Starts a child, with no signal blocked. An error tells the errno of whatever failed, of exec too.
Result<Program> start_program(const ProgramStart& start);
/// Becomes that program (its descriptors and group stay this process's), so it returns only the error.
Error become_program(const ProgramStart& start);
/// The environment of this process, NAME=VALUE each.
std::vector<std::string> own_environment();
/// A file that shall be executed; CLOEXEC.
Result<Fd> open_program(const std::string& path);
/// Becomes the program in an open file, with this process's environment; returns only the error.
Error become_opened(int program, const std::vector<std::string>& argv);
/// For a child's output: non-blocking at the end that reads, as programs expect it at the other one.
struct OutputPipe {
  Fd read_end;
  Fd write_end;
};
Result<OutputPipe> open_output_pipe();
/// What a pipe holds now, at most `room.size()` bytes of it; 0: end of file; EAGAIN: nothing.
Result<std::size_t> read_some(int fd, std::span<std::byte> room);
/// Opened for reading; CLOEXEC.
Result<Fd> open_null();
/// Opens /dev/null as those of the descriptors 0, 1 and 2 that whoever started this process has left closed:
/// else the next file that is opened would be taken for one of them.
void fill_standard_descriptors();
/// 1 and 2 become what 0 is, for a child that has nothing to say there.
bool silence_outputs();
/// Both descriptors are open on the same file, terminal, pipe or socket.
bool same_file(int one, int other);

}  // namespace rouse::sys
