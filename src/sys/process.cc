#include "sys/process.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "sys/file.h"

namespace rouse::sys {

namespace {

Result<void> control(int what, unsigned long value, std::string_view call) {
  if (::prctl(what, value, 0, 0, 0) != 0) return failed(call);
  return {};
}

std::optional<Reaped> reap_ended(pid_t whom) {
  Reaped out;
  do {
    out.pid = ::waitpid(whom, &out.wait_status, WNOHANG);
  } while (out.pid < 0 && errno == EINTR);
  if (out.pid <= 0) return std::nullopt;
  return out;
}

}  // namespace

Result<pid_t> fork_child(const std::function<int()>& child) {
  (void)std::fflush(nullptr);
  pid_t pid = ::fork();
  if (pid < 0) return failed("fork");
  if (pid == 0) std::exit(child());
  return pid;
}

std::optional<Reaped> reap_any() { return reap_ended(-1); }

std::optional<Reaped> reap_own_group() { return reap_ended(0); }

bool has_children() {
  siginfo_t none{};
  return ::waitid(P_ALL, 0, &none, WEXITED | WNOHANG | WNOWAIT) == 0;
}

Result<Reaped> reap(pid_t pid) {
  Reaped out;
  do {
    out.pid = ::waitpid(pid, &out.wait_status, 0);
  } while (out.pid < 0 && errno == EINTR);
  if (out.pid < 0) return failed("waitpid", std::to_string(pid));
  return out;
}

Result<Fd> pidfd_open(pid_t pid) {
  Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!fd) return failed("pidfd_open", std::to_string(pid));
  return fd;
}

Result<void> pidfd_send_signal(int pidfd, int signal) {
  if (::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) != 0) return failed("pidfd_send_signal");
  return {};
}

bool ends_within(int pidfd, Duration limit) {
  Instant deadline = std::chrono::steady_clock::now() + limit;
  pollfd life{.fd = pidfd, .events = POLLIN, .revents = 0};
  for (;;) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    int ready = ::poll(&life, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR) return ready == 1;
  }
}

Result<void> pidfd_signal_group(int pidfd, pid_t pid, int signal) {
  constexpr unsigned process_group = 1U << 2;  // PIDFD_SIGNAL_PROCESS_GROUP
  if (::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, process_group) == 0) return {};
  if (errno != EINVAL) return failed("pidfd_send_signal");
  Result<void> lives = pidfd_send_signal(pidfd, 0);
  return lives ? kill(-pid, signal) : lives;
}

Result<void> kill(pid_t pid, int signal) {
  if (::kill(pid, signal) != 0) return failed("kill", std::to_string(pid));
  return {};
}

/// The number stays the group's as long as it has a member; a process that has it now is somebody else, and
/// then there is no member.
Result<void> kill_remains(pid_t pid) {
  bool somebody_else = ::kill(pid, 0) == 0 || errno != ESRCH;
  if (somebody_else) return failed("kill", ESRCH, std::to_string(pid));
  return kill(-pid, SIGKILL);
}

Result<pid_t> session_of(pid_t pid) {
  pid_t session = ::getsid(pid);
  if (session < 0) return failed("getsid", std::to_string(pid));
  return session;
}

/// The kernel counts in ticks since it was booted (proc(5), field 22).
Result<std::uint64_t> start_ticks_of(pid_t pid) {
  constexpr std::size_t field = 22 - 3;  // behind the name, which may hold anything
  std::string path = "/proc/" + std::to_string(pid) + "/stat";
  Result<std::string> text = read_file(path, 4096);
  if (!text) return std::unexpected(text.error());
  std::vector<std::string_view> fields = words(std::string_view(*text).substr(text->rfind(')') + 1));
  std::optional<std::uint64_t> ticks = fields.size() > field ? whole_number(fields[field]) : std::nullopt;
  if (!ticks) return failed("read", EINVAL, path);
  return *ticks;
}

Result<WallTime> start_of(pid_t pid) {
  Result<std::uint64_t> ticks = start_ticks_of(pid);
  if (!ticks) return std::unexpected(ticks.error());
  timespec since_boot{};
  if (::clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0) return failed("clock_gettime");
  auto started_s = static_cast<std::int64_t>(*ticks / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK)));
  return std::time(nullptr) - since_boot.tv_sec + started_s;
}

/// No other line of it begins so: line ends in names are escaped there (proc(5)).
Result<uid_t> user_of(pid_t pid) {
  constexpr std::string_view label = "\nUid:";
  std::string path = "/proc/" + std::to_string(pid) + "/status";
  Result<std::string> text = read_file(path, 65536);
  if (!text) return std::unexpected(text.error());
  std::size_t at = text->find(label);
  if (at == std::string::npos) return failed("read", EINVAL, path);
  std::vector<std::string_view> users = words(std::string_view(*text).substr(at + label.size()));
  std::optional<std::uint64_t> real = users.empty() ? std::nullopt : whole_number(users.front());
  if (!real) return failed("read", EINVAL, path);
  return static_cast<uid_t>(*real);
}

Result<void> set_parent_death_signal(int signal) {
  return control(PR_SET_PDEATHSIG, static_cast<unsigned long>(signal), "PR_SET_PDEATHSIG");
}

Result<void> adopt_orphans() { return control(PR_SET_CHILD_SUBREAPER, 1, "PR_SET_CHILD_SUBREAPER"); }

Result<void> close_from(int from) {
  if (::close_range(static_cast<unsigned>(from), ~0U, 0) != 0) return failed("close_range");
  return {};
}

Result<void> set_process_name(const std::string& name) {
  return control(PR_SET_NAME, reinterpret_cast<unsigned long>(name.c_str()), "PR_SET_NAME");
}

std::span<char> title_area(int argc, char** argv) {
  char* end = argc > 0 ? argv[0] : nullptr;
  for (int i = 0; i < argc && argv[i] == end; ++i) end += std::strlen(argv[i]) + 1;
  return argc > 0 ? std::span<char>(argv[0], end) : std::span<char>();
}

void set_process_title(std::span<char> area, std::string_view title) {
  if (area.empty()) return;
  std::size_t size = title.copy(area.data(), area.size() - 1);
  std::ranges::fill(area.subspan(size), 0);
}

namespace {

/// struct pidfd_info of Linux 6.13, as far as version 0 goes.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroup;
  std::uint32_t ids[11];
  std::int32_t wait_status;
};
constexpr std::uint64_t pidfd_info_exit = 8;  // of Linux 6.15

}  // namespace

std::optional<int> status_of_ended(int pidfd) {
  PidfdInfo info{.mask = pidfd_info_exit, .cgroup = 0, .ids = {}, .wait_status = 0};
  if (::ioctl(pidfd, _IOWR(0xFF, 11, PidfdInfo), &info) != 0) return std::nullopt;
  return (info.mask & pidfd_info_exit) != 0 ? std::optional<int>(info.wait_status) : std::nullopt;
}

}  // namespace rouse::sys
