#include "sys/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <new>
#include <string>

#include "sys/clone.h"
#include "sys/eventfd.h"
#include "sys/futex.h"
#include "sys/memory.h"
#include "sys/signal.h"

namespace rouse::sys {
namespace {

TEST(SysProcess, AChildsStatusIsReaped) {
  Result<pid_t> child = fork_child([] { return 7; });
  ASSERT_TRUE(child);
  Result<Reaped> reaped = reap(*child);
  ASSERT_TRUE(reaped);
  EXPECT_EQ(WEXITSTATUS(reaped->wait_status), 7);
  EXPECT_FALSE(reap_any());
  EXPECT_EQ(reap(*child).error().code, ECHILD);
}

TEST(SysProcess, ChildrenInGroupsOfTheirOwnAreLeftToOthers) {
  EXPECT_FALSE(has_children());
  Result<pid_t> apart = fork_child([] { return ::setpgid(0, 0) == 0 ? 1 : 2; });
  Result<pid_t> ours = fork_child([] { return 3; });
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(*apart), &ended, WEXITED | WNOWAIT), 0);
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(*ours), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(reap_own_group()->pid, *ours);
  EXPECT_FALSE(reap_own_group());
  EXPECT_TRUE(has_children());
  EXPECT_EQ(reap(*apart)->pid, *apart);
  EXPECT_FALSE(has_children());
}

TEST(SysProcess, AnEndIsWaitedForOnlySoLong) {
  Result<pid_t> child = fork_child([] { return ::pause(); });
  Result<Fd> pidfd = pidfd_open(*child);
  ASSERT_TRUE(pidfd);
  EXPECT_FALSE(ends_within(pidfd->raw(), std::chrono::milliseconds(1)));
  ASSERT_TRUE(pidfd_send_signal(pidfd->raw(), SIGKILL));
  EXPECT_TRUE(ends_within(pidfd->raw(), std::chrono::minutes(1)));
  EXPECT_TRUE(reap(*child));
}

TEST(SysProcess, APidfdSignalsItsProcess) {
  Result<pid_t> child = fork_child([] { return ::pause(); });
  Result<Fd> pidfd = pidfd_open(*child);
  ASSERT_TRUE(pidfd);
  ASSERT_TRUE(pidfd_send_signal(pidfd->raw(), SIGKILL));
  EXPECT_EQ(WTERMSIG(reap(*child)->wait_status), SIGKILL);
  EXPECT_EQ(pidfd_send_signal(pidfd->raw(), SIGKILL).error().code, ESRCH);
  EXPECT_EQ(kill(*child, 0).error().code, ESRCH);
}

/// A child that leads a group of its own, with a child of its own in it; both only wait.
struct Group {
  pid_t leader = 0;
  Fd life;  // reads an end of file when both are gone
};

Group group_of_two() {
  std::array<int, 2> raw{};
  EXPECT_EQ(::pipe(raw.data()), 0);
  Fd life(raw[0]), theirs(raw[1]);
  Result<pid_t> leader = fork_child([&] {
    ::setsid();
    (void)fork_child([&] {
      (void)!::write(theirs.raw(), "x", 1);
      return ::pause();
    });
    return ::pause();
  });
  char ready = 0;
  EXPECT_EQ(::read(life.raw(), &ready, 1), 1);
  return {*leader, std::move(life)};
}

// A group outlives its leader, whose number may be somebody else's by then: the descriptor means the group.
TEST(SysProcess, APidfdSignalsTheGroupOfItsProcess) {
  Group group = group_of_two();
  Result<Fd> pidfd = pidfd_open(group.leader);
  ASSERT_TRUE(pidfd);
  ASSERT_TRUE(pidfd_send_signal(pidfd->raw(), SIGKILL));
  ASSERT_TRUE(reap(group.leader));
  Result<void> sent = pidfd_signal_group(pidfd->raw(), group.leader, SIGKILL);
  if (!sent) {
    EXPECT_EQ(sent.error().code, ESRCH);
    ::kill(-group.leader, SIGKILL);
    GTEST_SKIP() << "this kernel knows groups by their numbers only";
  }
  char byte = 0;
  EXPECT_EQ(::read(group.life.raw(), &byte, 1), 0);
}

TEST(SysProcess, APidfdSignalsNoGroupThatIsNotThere) {
  Result<pid_t> child = fork_child([] { return ::pause(); });
  Result<Fd> pidfd = pidfd_open(*child);
  ASSERT_TRUE(pidfd);
  EXPECT_EQ(pidfd_signal_group(pidfd->raw(), *child, SIGKILL).error().code, ESRCH);
  ASSERT_TRUE(pidfd_send_signal(pidfd->raw(), SIGKILL));
  ASSERT_TRUE(reap(*child));
}

TEST(SysProcess, TheTitleIsWrittenOverTheArgumentsAndCut) {
  std::array<char, 14> area{"roused\0-f\0xyz"};
  std::array<char*, 3> argv{area.data(), area.data() + 7, area.data() + 10};
  std::span<char> title = title_area(3, argv.data());
  set_process_title(title, "xinetd");
  EXPECT_EQ(std::string(area.data(), area.size()), std::string("xinetd") + std::string(8, '\0'));
  set_process_title(title, "a title that is too long");
  EXPECT_EQ(std::string(area.data()), "a title that ");
}

TEST(SysProcess, TheNameIsSet) {
  Result<pid_t> child = fork_child([] {
    if (!set_process_name("rouse-test")) return 1;
    std::string comm(16, '\0');
    Fd fd(::open("/proc/self/comm", O_RDONLY | O_CLOEXEC));
    ssize_t size = ::read(fd.raw(), comm.data(), comm.size());
    return comm.substr(0, static_cast<std::size_t>(size)) == "rouse-test\n" ? 0 : 2;
  });
  EXPECT_EQ(reap(*child)->wait_status, 0);
}

TEST(SysSignal, BlockedSignalsArriveThroughTheDescriptor) {
  sigset_t before = block_all();
  Result<Fd> fd = signal_fd(signal_set({SIGUSR1}));
  ASSERT_TRUE(fd);
  EXPECT_EQ(next_signal(fd->raw()).error().code, EAGAIN);
  ::kill(::getpid(), SIGUSR1);
  EXPECT_EQ(next_signal(fd->raw()).value(), SIGUSR1);
  set_mask(before);
}

TEST(SysSignal, IgnoredSignalsAreListed) {
  Result<pid_t> child = fork_child([] {
    for (int signal : ignored_signals()) ::signal(signal, SIG_DFL);
    if (!ignored_signals().empty()) return 1;
    ::signal(SIGHUP, SIG_IGN);
    return ignored_signals() == std::vector<int>{SIGHUP} ? 0 : 2;
  });
  EXPECT_EQ(reap(*child)->wait_status, 0);
}

TEST(SysEventFd, RingsOnce) {
  Result<Fd> bell = event_fd();
  ASSERT_TRUE(bell);
  EXPECT_FALSE(drain(bell->raw()));
  ring(bell->raw());
  ring(bell->raw());
  EXPECT_TRUE(drain(bell->raw()));
  EXPECT_FALSE(drain(bell->raw()));
}

/// What a cloned child of the tests writes into the shared memory before it exits.
struct Shared {
  std::atomic<std::uint32_t> word{0};
  std::atomic<pid_t> alive{1};
  pid_t parent_tid = 0;
};

__attribute__((no_sanitize("address", "undefined"))) void write_and_exit(void* argument) {
  auto* shared = static_cast<Shared*>(argument);
  shared->word.store(42, std::memory_order_release);
  for (;;) {
#if defined(__x86_64__)
    asm volatile("syscall" : : "a"(SYS_exit), "D"(3) : "rcx", "r11", "memory");
#else
    register long number asm("x8") = SYS_exit;
    register long status asm("x0") = 3;
    asm volatile("svc #0" : : "r"(number), "r"(status) : "memory");
#endif
  }
}

class SysClone : public testing::TestWithParam<Result<Cloned> (*)(const CloneRequest&)> {};

TEST_P(SysClone, TheChildSharesMemoryAndItsStackIsReturned) {
  Result<Mapping> stack = Mapping::stack(65536);
  ASSERT_TRUE(stack);
  auto shared = std::make_unique<Shared>();
  CloneRequest request{.flags = CLONE_VM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
                       .parent_tid = &shared->parent_tid,
                       .child_tid = reinterpret_cast<pid_t*>(&shared->alive),
                       .stack = stack->data(),
                       .stack_bytes = stack->size(),
                       .entry = write_and_exit,
                       .argument = shared.get()};
  Result<Cloned> child = GetParam()(request);
  ASSERT_TRUE(child) << child.error().text();
  EXPECT_TRUE(child->pidfd);
  Result<Reaped> reaped = reap(child->pid);
  ASSERT_TRUE(reaped);
  EXPECT_EQ(WEXITSTATUS(reaped->wait_status), 3);
  EXPECT_EQ(shared->word.load(), 42U);
  EXPECT_EQ(shared->parent_tid, child->pid);
  EXPECT_EQ(shared->alive.load(), 0);
}

INSTANTIATE_TEST_SUITE_P(BothCalls, SysClone, testing::Values(&clone_modern, &clone_old));

TEST(SysFutex, AWakeFromAnotherProcessEndsTheWait) {
  Result<Fd> memory = memory_file("test", 4096);
  ASSERT_TRUE(memory);
  Result<Mapping> mapping = Mapping::shared(memory->raw(), 4096);
  ASSERT_TRUE(mapping);
  auto* word = new (mapping->data()) std::atomic<std::uint32_t>(0);
  Result<pid_t> child = fork_child([word] {
    word->store(1);
    futex_wake(*word);
    return 0;
  });
  while (word->load() == 0) futex_wait(*word, 0, std::chrono::seconds(10));
  EXPECT_EQ(word->load(), 1U);
  EXPECT_EQ(reap(*child)->wait_status, 0);
}

}  // namespace
}  // namespace rouse::sys
