#include "loop/loop.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/sayings.h"
#include "loop/channel.h"
#include "loop/sleep.h"
#include "loop/task.h"

namespace rouse::loop {
namespace {

using fakes::copy_of;
using fakes::own_and_wait;
using fakes::Pair;
using fakes::put;
using fakes::say_at;
using fakes::say_when_readable;
using fakes::stream_pair;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;
using LoopTest = fakes::SayingTest;

TEST_F(LoopTest, SleepersWakeInTheOrderOfTheirInstants) {
  Tasks tasks(*loop);
  tasks.start(say_at(*loop, clock.now() + seconds(2), said, "second"));
  tasks.start(say_at(*loop, clock.now() + seconds(1), said, "first"));
  tasks.start(say_at(*loop, clock.now() + seconds(3), said, "third"));
  advance(seconds(3));
  EXPECT_EQ(said, (Words{"first", "second", "third"}));
}

TEST_F(LoopTest, APastInstantStillSuspends) {
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

TEST_F(LoopTest, TenThousandSleepersSomeOfThemCancelled) {
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

Task stop_when_readable(Loop& loop, Channel& channel) {
  co_await channel.readable();
  loop.stop();
}

TEST_F(LoopTest, RunEndsAfterStop) {
  Pair pair = stream_pair();
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(stop_when_readable(*loop, channel));
  put(pair.theirs, "x");
  loop->run();
  EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(LoopTest, StopBeforeRunHoldsToo) {
  loop->stop();
  loop->run();  // would wait for ever
  EXPECT_EQ(loop->turn(0), 0U);
}

}  // namespace
}  // namespace rouse::loop
