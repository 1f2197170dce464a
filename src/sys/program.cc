#include "sys/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "sys/process.h"

namespace rouse::sys {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

/// What the child does between fork and exec.
class Steps {
 public:
  explicit Steps(const ProgramStart& start) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    int place = 0;
    for (int fd : {start.input, start.output, start.errors}) put(fd, place++);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    ::posix_spawn_file_actions_addchdir_np(&actions_, start.folder.c_str());
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    int flags = POSIX_SPAWN_SETSIGMASK;
    if (start.own_group) flags |= POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF;
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;
  ~Steps() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  void put(int fd, int place) {
    if (fd >= 0) ::posix_spawn_file_actions_adddup2(&actions_, fd, place);
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// What a child has from this process and posix_spawn cannot give it: set for as long as it takes to start
/// one.
class HandedDown {
 public:
  explicit HandedDown(const ProgramStart& start) {
    if (start.umask) umask_ = ::umask(*start.umask);
    if (!start.soft_descriptors || ::getrlimit(RLIMIT_NOFILE, &descriptors_) != 0) return;
    rlimit wanted = descriptors_;
    wanted.rlim_cur = std::min<rlim_t>(*start.soft_descriptors, descriptors_.rlim_max);
    limited_ = ::setrlimit(RLIMIT_NOFILE, &wanted) == 0;
  }
  HandedDown(const HandedDown&) = delete;
  HandedDown& operator=(const HandedDown&) = delete;
  ~HandedDown() {
    if (umask_) ::umask(*umask_);
    if (limited_) ::setrlimit(RLIMIT_NOFILE, &descriptors_);
  }

 private:
  std::optional<mode_t> umask_;
  rlimit descriptors_{};
  bool limited_ = false;
};

Result<pid_t> spawn(const ProgramStart& start) {
  Steps steps(start);
  HandedDown handed_down(start);
  std::vector<char*> argv = pointers(start.argv);
  std::vector<char*> environment = pointers(start.environment);
  pid_t pid = 0;
  const std::string& path = start.program.empty() ? start.argv.front() : start.program;
  int code =
      ::posix_spawn(&pid, path.c_str(), steps.actions(), steps.attributes(), argv.data(), environment.data());
  if (code != 0) return failed("exec", code, path);
  return pid;
}

}  // namespace

std::vector<std::string> own_environment() {
  std::vector<std::string> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) out.emplace_back(*entry);
  return out;
}

Result<Program> start_program(const ProgramStart& start) {
  Result<pid_t> pid = spawn(start);
  if (!pid) return std::unexpected(pid.error());
  Result<Fd> pidfd = pidfd_open(*pid);
  if (!pidfd) {
    (void)kill(*pid, SIGKILL);
    (void)reap(*pid);
    return std::unexpected(pidfd.error());
  }
  return Program{.pid = *pid, .pidfd = std::move(*pidfd)};
}

Error become_program(const ProgramStart& start) {
  if (::chdir(start.folder.c_str()) != 0) return failed("chdir", start.folder).error();
  std::vector<char*> argv = pointers(start.argv);
  std::vector<char*> environment = pointers(start.environment);
  ::execve(argv.front(), argv.data(), environment.data());
  return failed("exec", start.argv.front()).error();
}

Result<Fd> open_program(const std::string& path) {
  Fd out(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!out) return failed("open", path);
  return out;
}

Error become_opened(int program, const std::vector<std::string>& argv) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execveat(program, "", words.data(), environ, AT_EMPTY_PATH);
  return failed("execveat", argv.front()).error();
}

Result<OutputPipe> open_output_pipe() {
  std::array<int, 2> raw{-1, -1};
  if (::pipe2(raw.data(), O_CLOEXEC) != 0) return failed("pipe");
  OutputPipe out{.read_end = Fd(raw[0]), .write_end = Fd(raw[1])};
  if (::fcntl(raw[0], F_SETFL, O_NONBLOCK) != 0) return failed("F_SETFL");
  return out;
}

Result<std::size_t> read_some(int fd, std::span<std::byte> room) {
  ssize_t size = ::read(fd, room.data(), room.size());
  if (size < 0) return failed("read");
  return static_cast<std::size_t>(size);
}

Result<Fd> open_null() {
  Fd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!fd) return failed("open", "/dev/null");
  return fd;
}

void fill_standard_descriptors() {
  for (int fd = 0; fd <= STDERR_FILENO; ++fd)
    if (::fcntl(fd, F_GETFD) < 0)
      (void)::open("/dev/null", O_RDWR);  // NOLINT(android-cloexec-open): it is to be inherited
}

bool silence_outputs() {
  return ::dup2(STDIN_FILENO, STDOUT_FILENO) >= 0 && ::dup2(STDIN_FILENO, STDERR_FILENO) >= 0;
}

bool same_file(int one, int other) {
  struct stat first{}, second{};
  return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

}  // namespace rouse::sys
