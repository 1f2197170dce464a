#include "loop/channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "fakes/sayings.h"
#include "loop/flag.h"
#include "loop/task.h"

namespace rouse::loop {
namespace {

using fakes::copy_of;
using fakes::get;
using fakes::own_and_wait;
using fakes::Pair;
using fakes::put;
using fakes::say_at;
using fakes::say_each_read;
using fakes::say_in_time;
using fakes::say_when_raised;
using fakes::say_when_readable;
using fakes::stream_pair;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;

class ChannelTest : public fakes::SayingTest {
 protected:
  Pair pair = stream_pair();
};

TEST_F(ChannelTest, WakesForDataThenForTheEnd) {
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

TEST_F(ChannelTest, WakesForDataThatWasThereBefore) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  put(pair.theirs, "early");
  tasks.start(say_each_read(channel, said));
  settle();
  EXPECT_EQ(said, Words{"early"});
}

TEST_F(ChannelTest, NobodyWaitingCausesNoWakeups) {
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

TEST_F(ChannelTest, AllWaitersOfOneSideWake) {
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

TEST_F(ChannelTest, WritableOnceThePeerHasRead) {
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

TEST_F(ChannelTest, WriterAndReaderWaitAtOnce) {
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

TEST_F(ChannelTest, DeadlineComesFirst) {
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

TEST_F(ChannelTest, DataComesBeforeTheDeadline) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(say_in_time(channel, said, clock.now() + seconds(5)));
  put(pair.theirs, "x");
  advance(seconds(6));  // both in the same turn: the event counts
  EXPECT_EQ(said, Words{"ready"});
}

TEST_F(ChannelTest, CancellingAWaitingTaskClosesItsChannel) {
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

TEST_F(ChannelTest, AReadyTaskMayCancelAnotherThatIsReadyInTheSameBatch) {
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

TEST_F(ChannelTest, ADuplicateOfAClosedDescriptorWakesNobody) {
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

TEST_F(ChannelTest, AStaleEventIsDropped) {
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

TEST_F(ChannelTest, ReleaseTakesTheDescriptorOutFirst) {
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

TEST_F(ChannelTest, AFileIsAlwaysReady) {
  Channel channel(*loop, Fd(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC)));
  Tasks tasks(*loop);
  tasks.start(say_when_readable(channel, said, "ready"));
  EXPECT_EQ(said, Words{"ready"});
}

TEST_F(ChannelTest, WhatTheKernelRefusesToWatchIsLookedAtAgainAfterAWhile) {
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

TEST_F(ChannelTest, EdgeTriggeredReadsUntilNothingIsLeft) {
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

TEST_F(ChannelTest, AnEdgeThatComesWhileNobodyWaitsIsKept) {
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

TEST_F(ChannelTest, OneFlagTellsOfAllChannelsAndEachOfItself) {
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

TEST_F(ChannelTest, WhatTheKernelRefusesToWatchCannotStir) {
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

TEST_F(ChannelTest, AfterTheEndBothSidesAreReady) {
  Channel channel(*loop, std::move(pair.ours));
  Tasks tasks(*loop);
  tasks.start(write_after_reset(channel, said));
  pair.theirs.reset();
  settle();
  EXPECT_EQ(said, (Words{"", "writable"}));
}

}  // namespace
}  // namespace rouse::loop
