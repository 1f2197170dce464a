// Real children: the test is the keeper, it forks a steward, and the steward's children are the test's own.
#include "process/spawn.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sys/process.h"
#include "sys/signal.h"

namespace rouse::process {
namespace {

constexpr uid_t nobody = 65534;

struct Outcome {
  std::string output;  // what the server wrote to its caller
  int status = -1;     // its wait status, from the book
  StartFailure failure;
  int steward_status = -1;  // exit status of the steward: 0
};

std::shared_ptr<const Recipe> shell(const std::string& script) {
  Recipe recipe;
  recipe.path = "/bin/sh";
  recipe.argv = {"sh", "-c", script};
  recipe.env = std::make_shared<Strings>(Strings{"PATH=/usr/bin:/bin", "SET=1"});
  return std::make_shared<const Recipe>(recipe);
}

std::shared_ptr<const Recipe> changed(const std::shared_ptr<const Recipe>& recipe,
                                      const std::function<void(Recipe&)>& change) {
  auto out = std::make_shared<Recipe>(*recipe);
  change(*out);
  return out;
}

std::string read_all(const Fd& fd) {
  std::string out;
  std::array<char, 4096> buffer{};
  for (;;) {
    ssize_t got = ::read(fd.raw(), buffer.data(), buffer.size());
    if (got <= 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

/// The nice value of a process that asks for `by` more than this one has.
std::string nicer(int by) { return std::to_string(std::min(::getpriority(PRIO_PROCESS, 0) + by, 19)); }

/// What descriptor 0 of this process is.
std::pair<dev_t, ino_t> standard_input() {
  struct stat status{};
  ::fstat(STDIN_FILENO, &status);
  return {status.st_dev, status.st_ino};
}

class SpawnTest : public testing::TestWithParam<CloneWay> {
 protected:
  /// Starts `recipe` from a steward that first does `before`, and reads what comes back until the server is
  /// gone.
  Outcome run(
      const std::shared_ptr<const Recipe>& recipe, const std::function<void()>& before = [] {},
      const Strings& caller_env = {}, const std::vector<int>& more = {}) {
    std::array<int, 2> raw{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, raw.data()), 0);
    Fd ours(raw[0]);
    Fd theirs(raw[1]);
    Result<pid_t> steward = sys::fork_child([&] {
      sys::block_all();
      before();
      Spawner spawner({}, GetParam());
      auto input = standard_input();
      SlotNumber slot = book.open().value();
      std::vector<int> given(1, theirs.raw());
      given.insert(given.end(), more.begin(), more.end());
      Result<Child> child = spawner.spawn(book, slot, recipe, {given, caller_env});
      return child && child->pid > 0 && standard_input() == input ? 0 : 1;
    });
    theirs.reset();
    Outcome out;
    out.output = read_all(ours);
    for (int ended = 0; ended < 2; ++ended) {
      sys::Reaped reaped = sys::reap(-1).value();
      if (reaped.pid == *steward) out.steward_status = reaped.wait_status;
      bool known = reaped.pid == *steward || book.reaped(reaped.pid, reaped.wait_status);
      EXPECT_TRUE(known) << reaped.pid;
    }
    collect(out);
    return out;
  }

  void collect(Outcome& out) {
    std::optional<Ending> ending = book.next_ended();
    ASSERT_TRUE(ending);
    out.status = ending->wait_status;
    out.failure = StartFailure::from(book.slot(ending->slot).report);
    EXPECT_EQ(out.steward_status, 0);
  }

  Book book = std::move(*Book::create(64));
};

TEST_P(SpawnTest, TheCallerIsOnZeroOneAndTwoAndNothingElseIs) {
  Outcome out = run(shell("echo out; echo err >&2; echo zero >&0; ls /proc/self/fd"), [] {
    int stray = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
    (void)::fcntl(stray, F_SETFD, 0);  // without CLOEXEC: the child must not have it all the same
  });
  EXPECT_EQ(out.output, "out\nerr\nzero\n0\n1\n2\n3\n");  // 3 is the directory that ls reads
  EXPECT_EQ(out.status, 0);
  EXPECT_EQ(out.failure.stage, Stage::none);
}

TEST_P(SpawnTest, TheExitStatusComesFromTheBook) {
  EXPECT_EQ(WEXITSTATUS(run(shell("exit 3")).status), 3);
  EXPECT_EQ(WTERMSIG(run(shell("kill -9 $$")).status), SIGKILL);
}

TEST_P(SpawnTest, TheEnvironmentIsTheServicesAndTheCallers) {
  Outcome out = run(shell("env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort"), [] {},
                    {"REMOTE_HOST=10.1.2.3", "REMOTE_PORT=99"});
  EXPECT_EQ(out.output, "PATH=/usr/bin:/bin\nREMOTE_HOST=10.1.2.3\nREMOTE_PORT=99\nSET=1\n");
}

TEST_P(SpawnTest, WhatTheServiceSaysOfItsCallerStays) {
  auto recipe = changed(shell("echo $LOCAL_PORT $REMOTE_HOST; env | grep -c LOCAL_PORT"), [](Recipe& it) {
    it.env = std::make_shared<Strings>(Strings{"PATH=/usr/bin:/bin", "LOCAL_PORT=service"});
    it.describes_caller = true;
  });
  Outcome out = run(recipe, [] {}, {"REMOTE_HOST=10.1.2.3", "LOCAL_PORT=caller"});
  EXPECT_EQ(out.output, "service 10.1.2.3\n1\n");
}

TEST_P(SpawnTest, ItLeadsASessionInTheRootDirectoryWithItsSignalsUntouched) {
  Outcome out = run(shell("read pid comm state ppid pgrp session rest </proc/$$/stat\n"
                          "[ $pid = $pgrp ] && [ $pid = $session ] && echo leads\n"
                          "pwd; grep -E 'Sig(Blk|Ign)' /proc/self/status | cut -f2"),
                    [] {
                      ::signal(SIGHUP, SIG_IGN);
                      ::signal(SIGPIPE, SIG_IGN);
                      (void)::chdir("/usr");
                    });
  EXPECT_EQ(out.output, "leads\n/\n0000000000000000\n0000000000000000\n");
}

TEST_P(SpawnTest, UmaskNiceAndLimits) {
  auto recipe = changed(shell("umask; nice; ulimit -Sn; ulimit -Hn; ulimit -Sv; ulimit -Ht; ulimit -Ss"),
                        [](Recipe& it) {
                          it.umask = 027;
                          it.nice = 3;
                          it.soft_files = 256;
                          it.hard_files = 512;
                          it.limits.as_bytes = 1 << 30;
                          it.limits.cpu_s = 60;
                          it.limits.stack_bytes = 4 << 20;
                        });
  EXPECT_EQ(run(recipe).output, "0027\n" + nicer(3) + "\n256\n512\n1048576\n60\n4096\n");
  auto fixed = changed(recipe, [](Recipe& it) { it.limits.files = 64; });
  EXPECT_EQ(run(fixed).output, "0027\n" + nicer(3) + "\n64\n64\n1048576\n60\n4096\n");
}

TEST_P(SpawnTest, WhatIsNotAskedForIsLeftAlone) {
  Outcome out = run(shell("umask; nice; ulimit -Sn"), [] { ::umask(072); });
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  EXPECT_EQ(out.output, "0072\n" + nicer(0) + "\n" + std::to_string(files.rlim_cur) + "\n");
}

TEST_P(SpawnTest, LimitsThatMayNotBeRaisedFailSilently) {
  auto recipe = changed(shell("ulimit -Sn; nice"), [](Recipe& it) {
    it.limits.files = 1 << 30;
    it.nice = -10;
  });
  Outcome out = run(recipe, [] {
    rlimit files{.rlim_cur = 100, .rlim_max = 100};
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (::geteuid() == 0) (void)::setuid(nobody);
  });
  EXPECT_EQ(out.output, "100\n" + nicer(0) + "\n");
  EXPECT_EQ(out.status, 0);
}

TEST_P(SpawnTest, ItBecomesItsUserWithItsGroups) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  auto recipe =
      changed(shell("id -u; id -g; id -G; grep -E '^[UG]id' /proc/self/status | cut -f2-"), [](Recipe& it) {
        it.uid = nobody;
        it.gid = 1234;
        it.groups = {1234, 77, 78};
        it.set_groups = true;
      });
  EXPECT_EQ(run(recipe).output,
            "65534\n1234\n1234 77 78\n65534\t65534\t65534\t65534\n1234\t1234\t1234\t1234\n");
  auto alone = changed(recipe, [](Recipe& it) { it.groups = {}; });
  EXPECT_EQ(run(alone,
                [] {
                  std::array<gid_t, 2> some{5, 6};
                  (void)::setgroups(some.size(), some.data());
                })
                .output,
            "65534\n1234\n1234\n65534\t65534\t65534\t65534\n1234\t1234\t1234\t1234\n");
}

TEST_P(SpawnTest, NotBeingAllowedToBecomeTheUserIsFatal) {
  auto recipe = changed(shell("echo must not run"), [](Recipe& it) {
    it.uid = 4321;
    it.gid = 4321;
    it.set_groups = true;
  });
  Outcome out = run(recipe, [] {
    if (::geteuid() == 0) (void)::setuid(nobody);
  });
  EXPECT_EQ(out.output, "");
  EXPECT_EQ(out.failure.stage, Stage::setuid);
  EXPECT_EQ(out.failure.code, EPERM);
  EXPECT_EQ(WEXITSTATUS(out.status), 1);
}

TEST_P(SpawnTest, AMissingServerIsReported) {
  auto recipe = changed(shell(""), [](Recipe& it) { it.path = "/no/such/server"; });
  Outcome out = run(recipe);
  EXPECT_EQ(out.failure.stage, Stage::exec);
  EXPECT_EQ(out.failure.code, ENOENT);
  EXPECT_EQ(text(out.failure.stage), "exec");
  EXPECT_EQ(WEXITSTATUS(out.status), 127);
  EXPECT_EQ(out.output, "");
}

TEST_P(SpawnTest, ADirectoryCannotBeExecuted) {
  Outcome out = run(changed(shell(""), [](Recipe& it) { it.path = "/usr"; }));
  EXPECT_EQ(out.failure.stage, Stage::exec);
  EXPECT_EQ(out.failure.code, EACCES);
  EXPECT_EQ(WEXITSTATUS(out.status), 126);
}

/// Spawns `count` servers one after the other, as fast as it can; returns 0 when nothing was lost on the way.
int spawn_many(Book& book, CloneWay way, int count, const Fd& caller) {
  sys::block_all();
  Spawner spawner({}, way);
  auto recipe = changed(shell(""), [](Recipe& it) {
    it.path = "/bin/true";
    it.argv = {"true"};
  });
  int spare = ::fcntl(caller.raw(), F_DUPFD_CLOEXEC, 0);
  int given = caller.raw();
  for (int i = 0; i < count; ++i) {
    Result<Child> child = spawner.spawn(book, book.open().value(), recipe, {std::span(&given, 1), {}});
    if (!child) return 1;
  }
  int after = ::fcntl(caller.raw(), F_DUPFD_CLOEXEC, 0);
  bool no_descriptor_leaked = after == spare + 1;
  return no_descriptor_leaked ? 0 : 2;
}

/// Whatever numbers they come with: here the socket arrives where an earlier one has to go, and the other way
/// round.
TEST_P(SpawnTest, EveryDescriptorOfAnOutfitHasItsPlace) {
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  Fd zero(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  Fd one(pair[0]);
  Fd other(pair[1]);
  Outcome out = run(shell("out=$(readlink /proc/$$/fd/1); echo $out $LISTEN_FDS $((LISTEN_PID - $$)) >&0; "
                          "test -S /dev/fd/2 && test -S /dev/fd/3 && echo sockets >&0; ls /proc/self/fd >&0"),
                    [] {}, {"LISTENER=1"}, {zero.raw(), one.raw(), other.raw()});
  EXPECT_EQ(out.output, "/dev/zero 1 0\nsockets\n0\n1\n2\n3\n4\n");  // 4 is the directory that ls reads
  EXPECT_EQ(out.status, 0);
}

TEST_P(SpawnTest, ManyServersAtOnceAreAllKnown) {
  constexpr int count = 300;
  Book large = std::move(*Book::create(512));
  Fd caller(::open("/dev/null", O_RDWR | O_CLOEXEC));
  Result<pid_t> steward = sys::fork_child([&] { return spawn_many(large, GetParam(), count, caller); });
  int known = 0;
  for (int ended = 0; ended < count + 1; ++ended) {
    sys::Reaped reaped = sys::reap(-1).value();
    if (reaped.pid == *steward) {
      EXPECT_EQ(reaped.wait_status, 0);
    } else {
      known += large.reaped(reaped.pid, reaped.wait_status) ? 1 : 0;
    }
  }
  EXPECT_EQ(known, count);
  int good = 0;
  while (std::optional<Ending> ending = large.next_ended()) good += ending->wait_status == 0 ? 1 : 0;
  EXPECT_EQ(good, count);
}

TEST_P(SpawnTest, ABadCallerIsAnErrorAndTheSlotIsFree) {
  Book one = std::move(*Book::create(1));
  Result<pid_t> steward = sys::fork_child([&] {
    Spawner spawner({}, GetParam());
    int nothing = 999;
    Result<Child> child =
        spawner.spawn(one, one.open().value(), shell("exit 0"), {std::span(&nothing, 1), {}});
    bool freed = one.open().has_value();
    return !child && child.error().code == EBADF && freed ? 0 : 1;
  });
  EXPECT_EQ(sys::reap(*steward)->wait_status, 0);
}

INSTANTIATE_TEST_SUITE_P(BothWays, SpawnTest, testing::Values(CloneWay::automatic, CloneWay::old),
                         [](const auto& way) { return way.param == CloneWay::old ? "old" : "automatic"; });

}  // namespace
}  // namespace rouse::process
