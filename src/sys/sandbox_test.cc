#include "sys/sandbox.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "sys/process.h"

namespace rouse::sys {
namespace {

constexpr std::array allowed = {SYS_exit_group, SYS_exit};
constexpr std::array domains = {AF_INET};
constexpr std::array options = {SocketOption{SOL_SOCKET, SO_KEEPALIVE},
                                SocketOption{IPPROTO_TCP, TCP_NODELAY}};
constexpr std::array refused = {SYS_openat};

/// How a child ends that does `work` under these rules; its exit status is what `work` returns.
template <class Work>
int status_of(Work work) {
  Result<pid_t> child = fork_child([&]() -> int {
    bool enclosed = renounce_privileges() && allow_only({allowed, domains, options, refused});
    ::_exit(enclosed ? work() : 99);  // exit(3) would call more
  });
  return reap(*child)->wait_status;
}

int reap_any_status() {
  int wait_status = -1;
  (void)::wait(&wait_status);
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
}

bool set(int fd, int level, int name) {
  int on = 1;
  return ::setsockopt(fd, level, name, &on, sizeof on) == 0;
}

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs calls of its own";
  }
};

/// A mount namespace of its own in which nothing can be written.
bool make_all_read_only() {
  if (::unshare(CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  for (const char* place : {"/run", "/tmp"}) {
    if (::mount("none", place, "tmpfs", MS_RDONLY, nullptr) != 0) return false;
  }
  return ::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
}

/// 0: nothing is seen from the new root, not even the one before.
int outlook() {
  bool sees_something = ::access("/proc", F_OK) == 0 || ::access("/../etc", F_OK) == 0;
  return sees_something ? 1 : ::mkdir("/mine", 0700) == 0 ? 2 : 0;
}

TEST_F(Sandbox, EmptyRootShowsNothing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may have another root";
  (void)fork_child([] { return empty_root() ? outlook() : 99; });
  EXPECT_EQ(reap_any_status(), 0);
}

TEST_F(Sandbox, EmptyRootNeedsNoPlaceToWriteTo) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may have another root";
  (void)fork_child([] {
    if (!make_all_read_only()) return 98;
    return empty_root() ? outlook() : 99;
  });
  int status = reap_any_status();
  if (status == 98) GTEST_SKIP() << "this machine gives no mount namespace";
  EXPECT_EQ(status, 0);
}

TEST_F(Sandbox, KeepsTheDomainsAndOptionsThatItNames) {
  int status = status_of([] {
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || !set(fd, SOL_SOCKET, SO_KEEPALIVE) || !set(fd, IPPROTO_TCP, TCP_NODELAY)) return 1;
    return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM ? 0 : 2;
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// A name of one level is no name of another.
TEST_F(Sandbox, RefusesEveryOtherOption) {
  int status = status_of([] {
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    ::linger long_wait{.l_onoff = 1, .l_linger = 60};
    if (::setsockopt(fd, SOL_SOCKET, SO_LINGER, &long_wait, sizeof long_wait) == 0) return 1;
    if (errno != EPERM || set(fd, IPPROTO_TCP, SO_KEEPALIVE) || set(fd, SOL_SOCKET, TCP_NODELAY)) return 2;
    return errno == EPERM ? 0 : 3;
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Sandbox, EndsWhoeverCallsAnythingElse) {
  int status = status_of([] { return ::getppid() > 0 ? 0 : 1; });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

}  // namespace
}  // namespace rouse::sys
