#include "sys/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include "sys/process.h"

namespace rouse::sys {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif

constexpr std::uint32_t arch_offset = offsetof(seccomp_data, arch);
constexpr std::uint32_t number_offset = offsetof(seccomp_data, nr);
/// Of the low half of an argument: both machines are little-endian.
constexpr std::uint32_t argument_offset(std::uint32_t number) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + number * sizeof(std::uint64_t));
}

sock_filter load(std::uint32_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset); }
sock_filter give(std::uint32_t verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }
/// The next instruction is only for the loaded word being `value`.
sock_filter only_for(std::uint32_t value) { return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1); }
/// The next instruction is for every other word.
sock_filter except_for(std::uint32_t value) { return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0); }

void add(std::vector<sock_filter>& filter, std::span<const int> calls, std::uint32_t verdict) {
  for (int call : calls) {
    filter.push_back(only_for(static_cast<std::uint32_t>(call)));
    filter.push_back(give(verdict));
  }
}

/// The instructions of `then` are for the loaded word being `value`; others go on behind them.
void add_case(std::vector<sock_filter>& filter, std::uint32_t value, const std::vector<sock_filter>& then) {
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, static_cast<std::uint8_t>(then.size())));
  filter.insert(filter.end(), then.begin(), then.end());
}

void add_socket(std::vector<sock_filter>& filter, std::span<const int> domains) {
  std::vector<sock_filter> judge{load(argument_offset(0))};
  add(judge, domains, SECCOMP_RET_ALLOW);
  judge.push_back(give(SECCOMP_RET_ERRNO | EPERM));
  add_case(filter, SYS_socket, judge);
}

void add_options(std::vector<sock_filter>& filter, std::span<const SocketOption> options) {
  std::vector<sock_filter> judge;
  for (const SocketOption& option : options) {
    judge.push_back(load(argument_offset(1)));
    add_case(judge, static_cast<std::uint32_t>(option.level),
             {load(argument_offset(2)), only_for(static_cast<std::uint32_t>(option.name)),
              give(SECCOMP_RET_ALLOW)});
  }
  judge.push_back(give(SECCOMP_RET_ERRNO | EPERM));
  add_case(filter, SYS_setsockopt, judge);
}

std::vector<sock_filter> filter_for(const CallRules& rules) {
  std::vector<sock_filter> out{load(arch_offset), except_for(architecture), give(SECCOMP_RET_KILL_PROCESS),
                               load(number_offset)};
  add(out, rules.allowed, SECCOMP_RET_ALLOW);
  add_socket(out, rules.socket_domains);
  add_options(out, rules.socket_options);
  add(out, rules.refused, SECCOMP_RET_ERRNO | EPERM);
  out.push_back(give(SECCOMP_RET_KILL_PROCESS));
  return out;
}

/// What an exec may give at most: nothing.
void empty_bounding_set() {
  for (unsigned long capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) {
  }
}

/// What the kernel shows of a process's descriptors is an empty folder for good when that process is gone.
Result<void> root_at_what_goes() {
  Result<pid_t> other = fork_child([] { return ::pause(); });
  if (!other) return std::unexpected(other.error());
  std::string folder = fmt::format("/proc/{}/fdinfo", *other);
  bool done = ::chdir(folder.c_str()) == 0 && ::chroot(".") == 0;
  int code = errno;
  (void)::kill(*other, SIGKILL);
  (void)::waitpid(*other, nullptr, 0);
  if (!done) return failed("chroot", code, folder);
  return {};
}

}  // namespace

bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  return true;
#else
  return false;
#endif
#else
  return false;
#endif
}

Result<void> become(uid_t uid, gid_t gid) {
  empty_bounding_set();
  if (::setgroups(0, nullptr) != 0) return failed("setgroups");
  if (::setresgid(gid, gid, gid) != 0) return failed("setresgid", std::to_string(gid));
  if (::setresuid(uid, uid, uid) != 0) return failed("setresuid", std::to_string(uid));
  return {};
}

Result<void> empty_root() {
  std::string folder;
  for (std::string_view place : {"/run", "/tmp", ""}) {
    folder = std::string(place) + "/rouse-root-XXXXXX";
    if (::mkdtemp(folder.data()) != nullptr) break;
  }
  if (::chdir(folder.c_str()) != 0) return root_at_what_goes();  // everything is read-only
  ::rmdir(folder.c_str());
  if (::chroot(".") != 0) return failed("chroot", folder);
  return {};
}

Result<void> renounce_privileges() {
  (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);  // a kernel without them has none
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return failed("capset");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("PR_SET_NO_NEW_PRIVS");
  return {};
}

Result<void> set_dumpable(bool dumpable) {
  if (::prctl(PR_SET_DUMPABLE, dumpable ? 1 : 0, 0, 0, 0) != 0) return failed("PR_SET_DUMPABLE");
  return {};
}

Result<void> allow_only(const CallRules& rules) {
  std::vector<sock_filter> filter = filter_for(rules);
  sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return failed("seccomp");
  return {};
}

}  // namespace rouse::sys
