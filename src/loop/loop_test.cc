#include "loop/loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/channel.h"
#include "loop/co.h"
#include "loop/descriptors.h"
#include "loop/flag.h"
#include "loop/signals.h"
#include "loop/sleep.h"
#include "loop/task.h"
#include "sys/signal.h"

namespace rouse::loop {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;

class LoopTest : public testing::Test {
 protected:
  void settle() {
    while (loop->turn(0) > 0) {
    }
  }
  void advance(Duration by) {
    clock.advance(by);
    settle();
  }

  ManualClock clock;
  std::unique_ptr<Loop> loop = std::move(*Loop::create(clock));
  Words said;
};

struct Pair {
  Fd ours;
  Fd theirs;
};

Pair stream_pair() {
  std::array<int, 2> raw{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, raw.data()), 0);
  return {Fd(raw[0]), Fd(raw[1])};
}

Fd copy_of(const Fd& fd) { return Fd(::fcntl(fd.raw(), F_DUPFD_CLOEXEC, 0)); }

void put(const Fd& fd, std::string_view text) {
  ASSERT_EQ(::write(fd.raw(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

std::string get(int fd) {
  std::array<char, 256> buffer{};
  ssize_t got = ::read(fd, buffer.data(), buffer.size());
  return got < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(got));
}

Task say_each_read(Channel& channel, Words& said) {
  for (;;) {
    co_await channel.readable();
    said.push_back(get(channel.raw()));
    if (said.back().empty()) co_return;
  }
}

Task say_when_readable(Channel& channel, Words& said, std::string word) {
  co_await channel.readable();
  said.push_back(word);
}

Task own_and_wait(Loop& loop, Fd fd, Words& said) {
  Channel channel(loop, std::move(fd));
  co_await channel.readable();
  said.push_back(get(channel.raw()));
}

Task say_in_time(Channel& channel, Words& said, Instant deadline) {
  bool ready = co_await channel.readable_until(deadline);
  said.push_back(ready ? "ready" : "late");
}

Task say_at(Loop& loop, Instant when, Words& said, std::string word) {
  co_await sleep_until(loop, when);
  said.push_back(word);
}

Task say_when_raised(Flag& flag, Words& said, std::string word) {
  co_await flag.raised();
  said.push_back(word);
}

Task say_raised_in_time(Flag& flag, Words& said, Instant deadline) {
  bool raised = co_await flag.raised_until(deadline);
  said.push_back(raised ? "raised" : "late");
}

Task cancel_when_raised(Flag& flag, Tasks& victims) {
  co_await flag.raised();
  victims.cancel_all();
}

class LoopChannel : public LoopTest {
 protected:
  Pair pair = stream_pair();
};

TEST_F(LoopChannel, WakesForDataThenForTheEnd) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_each_read(channel, said));
  settle();
  EXPECT_TRUE(said.empty());
  put(pair.theirs, "hello");
  settle();
  EXPECT_EQ(said, Words{"hello"});
  put(pair.theirs, "again");
  settle();
  pair.theirs.reset();
  settle();
  EXPECT_EQ(said, (Words{"hello", "again", ""}));
  EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(LoopChannel, WakesForDataThatWasThereBefore) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  put(pair.theirs, "early");
  tasks.start(say_each_read(channel, said));
  settle();
  EXPECT_EQ(said, Words{"early"});
}

TEST_F(LoopChannel, NobodyWaitingCausesNoWakeups) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  put(pair.theirs, "unread");
  tasks.start(say_when_readable(channel, said, "woken"));
  settle();
  EXPECT_EQ(said, Words{"woken"});
  settle();  // the unread byte disarms the channel once, at most
  Tasks sleeper(*loop);
  sleeper.start(say_at(*loop, clock.now() + seconds(1), said, "slept"));
  EXPECT_EQ(loop->turn(0), 0U);
  pair.theirs.reset();  // not even a hang-up, which epoll cannot mask
  EXPECT_EQ(loop->turn(0), 0U);
  tasks.start(say_when_readable(channel, said, "woken again"));
  settle();
  EXPECT_EQ(said, (Words{"woken", "woken again"}));
}

TEST_F(LoopChannel, AllWaitersOfOneSideWake) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_when_readable(channel, said, "one"));
  tasks.start(say_when_readable(channel, said, "two"));
  put(pair.theirs, "x");
  settle();
  EXPECT_EQ(said, (Words{"one", "two"}));
}

Task fill_then_say(Channel& channel, Words& said) {
  std::array<char, 4096> block{};
  while (::write(channel.raw(), block.data(), block.size()) > 0) {
  }
  co_await channel.writable();
  said.push_back("writable");
}

TEST_F(LoopChannel, WritableOnceThePeerHasRead) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(fill_then_say(channel, said));
  settle();
  EXPECT_TRUE(said.empty());
  while (get(pair.theirs.raw()) != "nothing") {
  }
  settle();
  EXPECT_EQ(said, Words{"writable"});
}

TEST_F(LoopChannel, WriterAndReaderWaitAtOnce) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(fill_then_say(channel, said));
  tasks.start(say_when_readable(channel, said, "readable"));
  settle();
  put(pair.theirs, "x");
  settle();
  EXPECT_EQ(said, Words{"readable"});
  pair.theirs.reset();
  settle();
  EXPECT_EQ(said, (Words{"readable", "writable"}));
}

TEST_F(LoopChannel, DeadlineComesFirst) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_in_time(channel, said, clock.now() + seconds(5)));
  advance(milliseconds(4999));
  EXPECT_TRUE(said.empty());
  advance(milliseconds(1));
  EXPECT_EQ(said, Words{"late"});
  put(pair.theirs, "x");  // too late: nobody may be woken by it
  settle();
  EXPECT_EQ(said, Words{"late"});
}

TEST_F(LoopChannel, DataComesBeforeTheDeadline) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_in_time(channel, said, clock.now() + seconds(5)));
  put(pair.theirs, "x");
  advance(seconds(6));  // both in the same turn: the event counts
  EXPECT_EQ(said, Words{"ready"});
}

TEST_F(LoopChannel, CancellingAWaitingTaskClosesItsChannel) {
  Tasks tasks(*loop);
  tasks.start(own_and_wait(*loop, std::move(pair.ours), said));
  settle();
  tasks.cancel_all();
  EXPECT_EQ(get(pair.theirs.raw()), "");
  settle();
  EXPECT_TRUE(said.empty());
  EXPECT_EQ(tasks.size(), 0U);
}

Task cancel_others(Channel& channel, Tasks& victims, Words& said) {
  co_await channel.readable();
  said.push_back("killer");
  victims.cancel_all();
}

TEST_F(LoopChannel, AReadyTaskMayCancelAnotherThatIsReadyInTheSameBatch) {
  Pair second = stream_pair();
  Tasks killers(*loop);
  Tasks victims(*loop);
  Channel channel(*loop, std::move(pair.ours));
  killers.start(cancel_others(channel, victims, said));
  settle();
  victims.start(own_and_wait(*loop, std::move(second.ours), said));
  put(pair.theirs, "x");
  put(second.theirs, "victim");
  settle();
  EXPECT_EQ(said, Words{"killer"});
  EXPECT_LT(::send(second.theirs.raw(), "x", 1, MSG_NOSIGNAL), 0);  // its channel is closed
}

TEST_F(LoopChannel, ADuplicateOfAClosedDescriptorWakesNobody) {
  Fd duplicate = copy_of(pair.ours);
  Tasks tasks(*loop);
  tasks.start(own_and_wait(*loop, std::move(pair.ours), said));
  settle();
  tasks.cancel_all();
  Pair other = stream_pair();  // takes the numbers that became free
  tasks.start(own_and_wait(*loop, std::move(other.ours), said));
  put(pair.theirs, "for the old one");
  settle();
  EXPECT_TRUE(said.empty());
  EXPECT_EQ(get(duplicate.raw()), "for the old one");
}

TEST_F(LoopChannel, AStaleEventIsDropped) {
  Fd duplicate = copy_of(pair.ours);
  Tasks tasks(*loop);
  tasks.start(own_and_wait(*loop, Fd(pair.ours.raw()), said));
  ::close(pair.ours.release());  // behind the channel's back: epoll keeps reporting through the duplicate
  Pair other = stream_pair();
  tasks.cancel_all();
  Pair third = stream_pair();
  tasks.start(own_and_wait(*loop, std::move(third.ours), said));  // has the same place, another generation
  put(pair.theirs, "stale");
  settle();
  EXPECT_TRUE(said.empty());
  put(third.theirs, "fresh");
  settle();
  EXPECT_EQ(said, Words{"fresh"});
}

TEST_F(LoopChannel, ReleaseTakesTheDescriptorOutFirst) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_in_time(channel, said, clock.now() + seconds(1)));
  tasks.cancel_all();
  Fd released = channel.release();
  EXPECT_FALSE(channel);
  Channel again(*loop, std::move(released));
  tasks.start(say_each_read(again, said));
  put(pair.theirs, "x");
  settle();
  EXPECT_EQ(said, Words{"x"});
}

TEST_F(LoopChannel, AFileIsAlwaysReady) {
  Channel channel(*loop, Fd(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC)));
  Tasks tasks(*loop);
  tasks.start(say_when_readable(channel, said, "ready"));
  EXPECT_EQ(said, Words{"ready"});
}

TEST_F(LoopChannel, WhatTheKernelRefusesToWatchIsLookedAtAgainAfterAWhile) {
  Channel nothing(*loop, Fd());
  Tasks tasks(*loop);
  tasks.start(say_when_readable(nothing, said, "look"));
  tasks.start(say_in_time(nothing, said, clock.now() + seconds(1)));
  tasks.start(say_in_time(nothing, said, clock.now() + milliseconds(20)));
  settle();
  EXPECT_TRUE(said.empty());
  advance(milliseconds(20));
  EXPECT_EQ(said, Words{"late"});
  advance(milliseconds(30));
  EXPECT_EQ(said, (Words{"late", "look", "ready"}));
}

Task echo_edges(Channel& channel, Words& said) {
  for (;;) {
    std::string text = get(channel.raw());
    if (text.empty()) co_return;
    if (text != "nothing") {
      said.push_back(text);
      continue;
    }
    co_await channel.readable();
    said.push_back("woken");
  }
}

TEST_F(LoopChannel, EdgeTriggeredReadsUntilNothingIsLeft) {
  Channel channel(*loop, std::move(pair.ours), Trigger::edge);
  Tasks tasks(*loop);
  tasks.start(echo_edges(channel, said));
  settle();
  put(pair.theirs, "one");
  settle();
  EXPECT_EQ(said, (Words{"woken", "one"}));
  put(pair.theirs, "two");
  settle();
  pair.theirs.reset();
  settle();
  EXPECT_EQ(said, (Words{"woken", "one", "woken", "two", "woken"}));
  EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(LoopChannel, AnEdgeThatComesWhileNobodyWaitsIsKept) {
  Channel channel(*loop, std::move(pair.ours), Trigger::edge);
  Tasks tasks(*loop);
  tasks.start(say_in_time(channel, said, clock.now()));  // registers, then expires
  settle();
  EXPECT_EQ(said, Words{"late"});
  put(pair.theirs, "x");
  settle();
  tasks.start(say_when_readable(channel, said, "kept"));
  EXPECT_EQ(said, (Words{"late", "kept"}));
}

TEST_F(LoopChannel, OneFlagTellsOfAllChannelsAndEachOfItself) {
  Pair other = stream_pair();
  Flag stirred(*loop);
  Channel first(*loop, std::move(pair.ours), Trigger::edge);
  Channel second(*loop, std::move(other.ours), Trigger::edge);
  Tasks tasks(*loop);
  EXPECT_TRUE(first.stir(stirred) && second.stir(stirred));
  settle();
  EXPECT_TRUE(first.was_writable() && second.was_writable());
  EXPECT_FALSE(first.was_writable() || first.was_readable());
  tasks.start(say_when_raised(stirred, said, "now writable"));
  tasks.start(say_when_raised(stirred, said, "stirred"));
  EXPECT_EQ(said, Words{"now writable"});
  put(other.theirs, "x");
  settle();
  EXPECT_EQ(said, (Words{"now writable", "stirred"}));
  EXPECT_TRUE(second.was_readable());
  EXPECT_FALSE(second.was_readable() || first.was_readable());
}

TEST_F(LoopChannel, WhatTheKernelRefusesToWatchCannotStir) {
  Flag stirred(*loop);
  Channel nothing(*loop, Fd(), Trigger::edge);
  EXPECT_FALSE(nothing.stir(stirred));
}

Task write_after_reset(Channel& channel, Words& said) {
  co_await channel.readable();
  said.push_back(get(channel.raw()));
  co_await channel.writable();
  said.push_back("writable");
}

TEST_F(LoopChannel, AfterTheEndBothSidesAreReady) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(write_after_reset(channel, said));
  pair.theirs.reset();
  settle();
  EXPECT_EQ(said, (Words{"", "writable"}));
}

class LoopTimer : public LoopTest {};

TEST_F(LoopTimer, SleepersWakeInTheOrderOfTheirInstants) {
  Tasks tasks(*loop);
  tasks.start(say_at(*loop, clock.now() + seconds(2), said, "second"));
  tasks.start(say_at(*loop, clock.now() + seconds(1), said, "first"));
  tasks.start(say_at(*loop, clock.now() + seconds(3), said, "third"));
  advance(seconds(3));
  EXPECT_EQ(said, (Words{"first", "second", "third"}));
}

TEST_F(LoopTimer, APastInstantStillSuspends) {
  Tasks tasks(*loop);
  tasks.start(say_at(*loop, clock.now() - seconds(1), said, "slept"));
  EXPECT_TRUE(said.empty());
  settle();
  EXPECT_EQ(said, Words{"slept"});
}

Task nap_often(Loop& loop, int naps, Duration nap, int& taken) {
  for (int i = 0; i < naps; ++i) {
    co_await sleep_for(loop, nap);
    ++taken;
  }
}

TEST_F(LoopTimer, TenThousandSleepersSomeOfThemCancelled) {
  int kept = 0;
  int cancelled = 0;
  Tasks keep(*loop);
  {
    Tasks drop(*loop);
    for (int i = 0; i < 10'000; ++i) {
      Duration nap = milliseconds(1 + (i * 7919) % 1000);
      if (i % 3 == 0) {
        drop.start(nap_often(*loop, 2, nap, cancelled));
      } else {
        keep.start(nap_often(*loop, 2, nap, kept));
      }
    }
  }
  for (int i = 0; i < 2000; ++i) advance(milliseconds(1));
  EXPECT_EQ(kept, 2 * 6666);
  EXPECT_EQ(cancelled, 0);
  EXPECT_EQ(keep.size(), 0U);
}

class LoopFlag : public LoopTest {
 protected:
  Flag flag{*loop};
  Tasks tasks{*loop};
};

TEST_F(LoopFlag, RaiseWakesAllAtTheNextTurnAndThenIsDown) {
  tasks.start(say_when_raised(flag, said, "one"));
  tasks.start(say_when_raised(flag, said, "two"));
  flag.raise();
  EXPECT_TRUE(said.empty());
  settle();
  EXPECT_EQ(said, (Words{"one", "two"}));
  tasks.start(say_when_raised(flag, said, "three"));
  settle();
  EXPECT_EQ(said.size(), 2U);
}

TEST_F(LoopFlag, ARaiseNobodyWaitsForIsKeptForOne) {
  flag.raise();
  tasks.start(say_when_raised(flag, said, "one"));
  tasks.start(say_when_raised(flag, said, "two"));
  settle();
  EXPECT_EQ(said, Words{"one"});
}

TEST_F(LoopFlag, DeadlineOrRaise) {
  tasks.start(say_raised_in_time(flag, said, clock.now() + seconds(1)));
  advance(seconds(1));
  tasks.start(say_raised_in_time(flag, said, clock.now() + seconds(1)));
  flag.raise();
  settle();
  EXPECT_EQ(said, (Words{"late", "raised"}));
}

TEST_F(LoopFlag, AWaiterThatWasWokenMayStillBeCancelled) {
  Tasks victims(*loop);
  tasks.start(cancel_when_raised(flag, victims));
  victims.start(say_when_raised(flag, said, "must not be said"));
  flag.raise();
  settle();
  EXPECT_TRUE(said.empty());
  EXPECT_EQ(victims.size(), 0U);
}

Task wait_for_descriptors(Descriptors& descriptors, Words& said) {
  bool returned = co_await descriptors.freed();
  said.push_back(returned ? "returned" : "retry");
}

TEST_F(LoopFlag, DescriptorsComeBackOrAreTriedAgain) {
  Descriptors descriptors(*loop);
  tasks.start(wait_for_descriptors(descriptors, said));
  descriptors.returned();
  settle();
  tasks.start(wait_for_descriptors(descriptors, said));
  advance(seconds(1));
  EXPECT_EQ(said, (Words{"returned", "retry"}));
}

/// Turns until a timer of 20 ms: few when nothing else wakes the loop, thousands when something always does.
int turns_of_a_nap(Loop& loop) {
  Words said;
  Tasks tasks(loop);
  tasks.start(say_at(loop, loop.now() + milliseconds(20), said, "slept"));
  int turns = 0;
  for (; said.empty(); ++turns) loop.turn(-1);
  return turns;
}

class LoopIdle : public testing::Test {
 protected:
  SystemClock clock;
  std::unique_ptr<Loop> loop = std::move(*Loop::create(clock));
  Pair pair = stream_pair();
  Words said;
};

TEST_F(LoopIdle, UnreadDataAndAHangUpWakeNobodyWhileNobodyWaits) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  put(pair.theirs, "unread");
  tasks.start(say_when_readable(channel, said, "woken"));
  loop->turn(-1);
  ASSERT_EQ(said, Words{"woken"});
  EXPECT_LT(turns_of_a_nap(*loop), 10);
  pair.theirs.reset();
  EXPECT_LT(turns_of_a_nap(*loop), 10);
}

TEST_F(LoopIdle, ADuplicateOfAClosedDescriptorDoesNotWakeTheLoop) {
  Fd duplicate = copy_of(pair.ours);
  Tasks tasks(*loop);
  tasks.start(own_and_wait(*loop, std::move(pair.ours), said));
  tasks.cancel_all();
  put(pair.theirs, "for the duplicate");
  EXPECT_LT(turns_of_a_nap(*loop), 10);
}

/// Counts its copies that are alive, to see that every frame destroys what it holds exactly once.
struct Counted {
  explicit Counted(int& alive) : alive_(&alive) { ++*alive_; }
  Counted(const Counted& other) : alive_(other.alive_) { ++*alive_; }
  Counted(Counted&& other) noexcept : alive_(other.alive_) { ++*alive_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*alive_; }
  int* alive_;
};

Co<std::unique_ptr<int>> after(Loop& loop, int value, Counted counted) {
  co_await sleep_for(loop, seconds(1));
  (void)counted;
  co_return std::make_unique<int>(value);
}

Co<int> sum(Loop& loop, int depth, Counted counted) {
  if (depth == 0) co_return 0;
  std::unique_ptr<int> value = co_await after(loop, depth, counted);
  int rest = co_await sum(loop, depth - 1, std::move(counted));
  co_return *value + rest;
}

Co<void> say_sum(Loop& loop, Words& said, int depth, Counted counted) {
  int total = co_await sum(loop, depth, counted);
  said.push_back(std::to_string(total));
}

Task run_sum(Loop& loop, Words& said, int depth, Counted counted) {
  co_await say_sum(loop, said, depth, counted);
  said.push_back("done");
}

class LoopTasks : public LoopTest {
 protected:
  int alive = 0;
};

TEST_F(LoopTasks, ChainsOfAwaitsGiveTheirValues) {
  Tasks tasks(*loop);
  tasks.start(run_sum(*loop, said, 10, Counted(alive)));
  for (int i = 0; i < 10; ++i) advance(seconds(1));
  EXPECT_EQ(said, (Words{"55", "done"}));
  EXPECT_EQ(alive, 0);
}

TEST_F(LoopTasks, CancellingDestroysAWholeChain) {
  {
    Tasks tasks(*loop);
    for (int i = 0; i < 200; ++i) tasks.start(run_sum(*loop, said, 10, Counted(alive)));
    for (int i = 0; i < 5; ++i) advance(seconds(1));
    EXPECT_GT(alive, 200);
  }
  EXPECT_EQ(alive, 0);
  advance(seconds(10));
  EXPECT_TRUE(said.empty());
}

Task finish_at_once(Counted counted) {
  (void)counted;
  co_return;
}

TEST_F(LoopTasks, AFinishedFrameIsFreedByTheLoop) {
  Tasks tasks(*loop);
  tasks.start(finish_at_once(Counted(alive)));
  EXPECT_EQ(tasks.size(), 0U);
  tasks.start(say_at(*loop, clock.now(), said, "turn"));
  settle();
  EXPECT_EQ(alive, 0);
}

TEST_F(LoopTasks, ATaskThatIsNeverStartedIsDestroyed) {
  {
    Task unused = finish_at_once(Counted(alive));
  }
  EXPECT_EQ(alive, 0);
}

Co<int> immediate(int value) { co_return value; }

Task count_to(int limit, int& reached) {
  while (reached < limit) {
    int next = co_await immediate(reached + 1);
    reached = next;
  }
}

TEST_F(LoopTasks, ManyAwaitsThatNeverSuspendUseNoStack) {
  int reached = 0;
  Tasks tasks(*loop);
  tasks.start(count_to(100'000, reached));
  EXPECT_EQ(reached, 100'000);
}

Task stop_when_readable(Loop& loop, Channel& channel) {
  co_await channel.readable();
  loop.stop();
}

TEST_F(LoopChannel, RunEndsAfterStop) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(stop_when_readable(*loop, channel));
  put(pair.theirs, "x");
  loop->run();
  EXPECT_EQ(tasks.size(), 0U);
}

Task say_signals(Signals& signals, Words& said) {
  for (;;) {
    int signal = co_await signals.next();
    said.push_back(std::to_string(signal));
  }
}

TEST_F(LoopTasks, SignalsComeOneAfterTheOther) {
  auto signals = Signals::create(*loop, sys::signal_set({SIGUSR1, SIGUSR2}));
  ASSERT_TRUE(signals);
  Tasks tasks(*loop);
  tasks.start(say_signals(**signals, said));
  settle();
  ::kill(::getpid(), SIGUSR2);
  settle();
  ::kill(::getpid(), SIGUSR1);
  settle();
  EXPECT_EQ(said, (Words{std::to_string(SIGUSR2), std::to_string(SIGUSR1)}));
}

TEST_F(LoopTest, StopBeforeRunHoldsToo) {
  loop->stop();
  loop->run();  // would wait for ever
  EXPECT_EQ(loop->turn(0), 0U);
}

}  // namespace
}  // namespace rouse::loop
