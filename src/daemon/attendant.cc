#include "daemon/attendant.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "attend/life.h"
#include "daemon/descriptors.h"
#include "loop/loop.h"
#include "sys/account.h"
#include "sys/machine.h"
#include "sys/process.h"
#include "sys/program.h"
#include "sys/sandbox.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

constexpr int channel_place = 3;
constexpr int load_place = 4;
constexpr std::uint64_t callers_descriptors_most = 1 << 16;

/// What its work needs: sockets that it has, connections to others, pipes, the loop, memory, the time, its
/// end. No files, no processes, no identities.
constexpr std::array allowed_calls = {
    SYS_read,       SYS_write,    SYS_pread64,      SYS_lseek,          SYS_close,
    SYS_fcntl,      SYS_accept4,  SYS_recvfrom,     SYS_recvmsg,        SYS_sendto,
    SYS_connect,    SYS_splice,   SYS_pipe2,        SYS_shutdown,       SYS_listen,
    SYS_getsockopt, SYS_sendmsg,  SYS_getsockname,  SYS_getpeername,    SYS_epoll_pwait,
    SYS_epoll_ctl,  SYS_mmap,     SYS_munmap,       SYS_mremap,         SYS_madvise,
    SYS_brk,        SYS_mprotect, SYS_futex,        SYS_clock_gettime,  SYS_gettimeofday,
    SYS_getrandom,  SYS_getpid,   SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_restart_syscall,
    SYS_exit_group, SYS_exit,     SYS_bind,
#if defined(SYS_epoll_wait)
    SYS_epoll_wait,
#endif
#if defined(SYS_time)
    SYS_time,
#endif
};

/// What libraries try and can do without: the name of an interface, a time zone that changed.
constexpr std::array refused_calls = {SYS_ioctl, SYS_openat, SYS_newfstatat};
/// Where redirects lead, and ident servers are.
constexpr std::array socket_domains = {AF_INET, AF_INET6};
/// Nothing that could make a socket dangerous to the steward, to whom callers of tcpmux are passed:
/// SO_LINGER, for one, would make it wait in close().
constexpr std::array socket_options = {
    sys::SocketOption{SOL_SOCKET, SO_KEEPALIVE}, sys::SocketOption{IPPROTO_TCP, TCP_NODELAY},
    sys::SocketOption{IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT}, sys::SocketOption{IPPROTO_IPV6, IPV6_ADDRFORM}};

/// In a fresh image of this program: nothing of the steward's memory, book or doors is here.
int become_attendant(int channel) {
  Fd load = sys::open_load().value_or(Fd());
  if (::dup2(load.raw(), load_place) < 0) ::close(load_place);
  if (!sys::silence_outputs()) return 1;
  if (::dup2(channel, channel_place) < 0 || !sys::close_from(load_place + 1)) return 1;
  std::array<char*, 2> words = {const_cast<char*>(attendant_name.data()), nullptr};
  const char* zone = ::getenv("TZ");  // daytime and access_times mean the daemon's time
  std::string zone_variable = fmt::format("TZ={}", zone != nullptr ? zone : "");
  std::array<char*, 2> environment = {zone != nullptr ? zone_variable.data() : nullptr, nullptr};
  ::execve("/proc/self/exe", words.data(), environment.data());
  return 1;
}

Result<void> leave_root() {
  if (::geteuid() != 0) return {};
  Result<sys::User> account = sys::user(std::string(attendant_name));
  if (!account) return std::unexpected(account.error());
  if (!sys::is_sanitized()) {
    auto emptied = sys::empty_root();
    if (!emptied) return emptied;
  }
  return sys::become(account->uid, account->gid);
}

/// Everything that may go is given up before the first caller.
Result<void> enclose() {
  auto left = leave_root();
  if (!left) return left;
  auto renounced = sys::renounce_privileges();
  if (!renounced) return renounced;
  auto hidden = sys::set_dumpable(sys::is_sanitized());  // its leak checker traces its own process
  if (!hidden || sys::is_sanitized()) return hidden;
  return sys::allow_only({allowed_calls, socket_domains, socket_options, refused_calls});
}

std::uint64_t raise_own_descriptors() {
  return raise_descriptors(sys::descriptor_limits().value_or(sys::Limits{1024, 1024}),
                           callers_descriptors_most);
}

}  // namespace

std::optional<std::string> attendant_obstacle() {
  if (::geteuid() != 0 || sys::user(std::string(attendant_name))) return std::nullopt;
  return fmt::format(
      "there is no account {0} to answer callers as; create it: useradd --system "
      "--no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin {0}",
      attendant_name);
}

Result<attend::Started> start_attendant() {
  auto pair = sys::socket_pair();
  if (!pair) return std::unexpected(pair.error());
  auto started = sys::fork_child([&] { return become_attendant(pair->second.raw()); });
  if (!started) return std::unexpected(started.error());
  // One that is gone already shows as a closed pair.
  return attend::Started{*started, sys::pidfd_open(*started).value_or(Fd()), std::move(pair->first)};
}

int run_attendant() {
  (void)sys::set_process_name(std::string(attendant_name));
  (void)std::signal(SIGPIPE, SIG_IGN);  // splice into a connection that is gone
  ::tzset();                            // daytime and access_times need the zone, which is a file
  attend::Endowment endowment{Fd(channel_place), Fd(load_place), raise_own_descriptors()};
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return 1;
  auto enclosed = enclose();
  if (!enclosed) {
    attend::report_obstacle(endowment.channel.raw(), enclosed.error());
    return 1;
  }
  attend::live(**loop, std::move(endowment));
  return 0;
}

}  // namespace rouse::daemon
