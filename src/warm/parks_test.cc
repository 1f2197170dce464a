#include "warm/parks.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>

#include "fakes/park.h"

namespace rouse::warm {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Words = std::vector<std::string>;
using Pids = std::vector<pid_t>;

/// Bytes that each parked process has, and how often somebody has asked.
std::map<pid_t, std::uint64_t> memory;
unsigned looks;

std::uint64_t memory_of(pid_t pid) {
  ++looks;
  return memory[pid];
}

class ParksTest : public fakes::LoopTest {
 protected:
  ParksTest() {
    memory.clear();
    looks = 0;
  }
  void apply(const std::string& id, const Habits& habits) {
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = "/srv/" + id;
    recipe->env = std::make_shared<const process::Strings>();
    parks.apply(id, std::move(recipe), habits);
    settle();
  }
  /// A service whose process has parked.
  void park(const std::string& id, const Habits& habits) {
    apply(id, habits);
    newest(id).is_parked();
    settle();
    ASSERT_EQ(state(id), ParkState::open) << id;
  }
  void park(const std::string& id) { park(id, prestarted()); }
  static Habits on_demand() {
    Habits out;
    out.start_timeout = seconds(10);
    return out;
  }
  static Habits prestarted() {
    Habits out = on_demand();
    out.prestart = true;
    return out;
  }
  std::optional<process::DepositNumber> waiting(const std::string& id) {
    auto out = parks.waiting(id);
    settle();
    return out;
  }
  bool give(const std::string& id, Tag tag) {
    bool out = parks.give(id, tag, {}, caller.raw());
    settle();
    return out;
  }
  void retain(const std::vector<std::string>& ids) {
    parks.retain(ids);
    settle();
  }
  void limit_memory(std::optional<std::uint64_t> bytes) {
    parks.limit_memory(bytes);
    settle();
  }
  long started(const std::string& id) const { return std::ranges::count(births.ids, id); }
  /// The far end of the one that was started last for this service.
  fakes::FarEnd& newest(const std::string& id) {
    auto last = std::find(births.ids.rbegin(), births.ids.rend(), id);
    return births.far_ends.at(static_cast<std::size_t>(births.ids.rend() - last) - 1);
  }
  ParkState state(const std::string& id) const { return parks.report(id)->state; }
  Words told() {
    settle();
    return std::exchange(givers.told, {});
  }
  Words said() { return std::exchange(messages, {}); }
  static std::string needs_room(const std::string& id) {
    return "NOTICE " + id +
           ": parked no longer, as park_memory_max wants it; for 60 s its callers are served cold";
  }

  Words messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  Fd caller = std::move(*sys::open_socket(AF_UNIX, SOCK_STREAM));
  fakes::FakeBirths births;
  fakes::KeepingGivers givers;
  Parks parks{{*loop, log, births, memory_of}, givers};
};

TEST_F(ParksTest, WhatIsNotWarmHasNoPark) {
  EXPECT_FALSE(parks.report("web"));
  EXPECT_EQ(waiting("web"), std::nullopt);
  EXPECT_FALSE(give("web", 1));
  EXPECT_TRUE(births.ids.empty());
}

TEST_F(ParksTest, EachServiceHasItsOwn) {
  park("web");
  apply("mail", on_demand());
  EXPECT_EQ(births.ids, Words{"web"});
  EXPECT_EQ(waiting("web"), 1U);
  EXPECT_EQ(waiting("mail"), std::nullopt);
  EXPECT_EQ(births.ids, (Words{"web", "mail"}));
  ASSERT_TRUE(give("web", 1));
  EXPECT_FALSE(give("mail", 2));
  EXPECT_EQ(newest("web").call()->head.tag, 1U);
  newest("mail").is_parked();
  settle();
  EXPECT_EQ(parks.report("mail")->pid, 102);
}

TEST_F(ParksTest, EachIsSeenToWhenItIsDue) {
  Habits idle = on_demand();
  idle.idle_most = minutes(10);
  apply("idle", idle);
  (void)waiting("idle");
  newest("idle").is_parked();
  settle();
  Habits old = prestarted();
  old.age_most = minutes(5);
  park("old", old);
  advance(minutes(5) - milliseconds(1));
  EXPECT_EQ(started("old"), 1);
  advance(milliseconds(1));
  EXPECT_EQ(started("old"), 2);
  newest("old").is_parked();
  settle();
  advance(minutes(5) - milliseconds(1));
  EXPECT_EQ(state("idle"), ParkState::open);
  advance(milliseconds(1));
  EXPECT_EQ(state("idle"), ParkState::empty);
  EXPECT_EQ(state("old"), ParkState::open);
}

TEST_F(ParksTest, OneThatDiesAtItsStartDoesNotHoldUpTheOthers) {
  apply("bad", prestarted());
  park("good");
  newest("bad").die();
  settle();
  EXPECT_EQ(waiting("good"), 2U);
  advance(seconds(1));
  EXPECT_EQ(births.ids, (Words{"bad", "good", "bad"}));
}

TEST_F(ParksTest, TheOneThatHasWaitedLongestForACallerMakesRoom) {
  for (const char* id : {"a", "b", "c"}) {
    park(id);
    advance(seconds(1));
  }
  memory = {{101, 40}, {102, 40}, {103, 40}};
  ASSERT_TRUE(give("a", 1));
  newest("a").serves(1);
  settle();
  limit_memory(100);
  EXPECT_EQ(said().back(), needs_room("b"));
  EXPECT_TRUE(newest("b").is_to_end());
  EXPECT_EQ(waiting("a"), 1U);
  EXPECT_EQ(waiting("b"), std::nullopt);
  EXPECT_EQ(waiting("c"), 3U);
}

TEST_F(ParksTest, AsManyMakeRoomAsHaveTo) {
  for (const char* id : {"a", "b", "c"}) {
    park(id);
    advance(seconds(1));
  }
  memory = {{101, 10}, {102, 40}, {103, 60}};
  said();
  limit_memory(60);
  EXPECT_EQ(said(), (Words{needs_room("a"), needs_room("b")}));
  EXPECT_EQ(waiting("c"), 3U);
}

TEST_F(ParksTest, NobodyMakesRoomWhileAllHaveTheirs) {
  park("a");
  park("b");
  memory = {{101, 50}, {102, 50}};
  said();
  limit_memory(100);
  EXPECT_EQ(said(), Words{});
  limit_memory(std::nullopt);
  memory[101] = 1000;
  advance(minutes(10));
  EXPECT_EQ(waiting("a"), 1U);
}

TEST_F(ParksTest, WhoParksBeyondTheLimitHasOthersMakeRoom) {
  memory = {{101, 50}, {102, 60}};
  limit_memory(100);
  park("a");
  advance(seconds(1));
  park("b");
  EXPECT_EQ(state("a"), ParkState::empty);
  EXPECT_EQ(waiting("b"), 2U);
}

TEST_F(ParksTest, WhoHasMadeRoomIsNotParkedForAWhile) {
  memory[101] = 50;
  limit_memory(10);
  apply("a", prestarted());
  newest("a").is_parked();
  settle();
  EXPECT_EQ(state("a"), ParkState::empty);
  advance(seconds(60) - milliseconds(1));
  EXPECT_EQ(waiting("a"), std::nullopt);
  EXPECT_EQ(started("a"), 1);
  advance(milliseconds(1));
  EXPECT_EQ(started("a"), 2);
}

/// It costs a reading of /proc for each parked process.
TEST_F(ParksTest, MemoryIsNotLookedAtForEachCaller) {
  park("a");
  limit_memory(100);
  unsigned before = looks;
  for (Tag tag = 1; tag <= 10; ++tag) {
    ASSERT_TRUE(give("a", tag));
    newest("a").serves(tag);
    settle();
  }
  EXPECT_EQ(looks, before);
  memory[101] = 200;
  advance(seconds(10));
  (void)give("a", 11);  // whatever happens: it is looked at the next occasion
  EXPECT_EQ(state("a"), ParkState::empty);
}

TEST_F(ParksTest, CallersOfOneThatDiesBeforeItHasTheirChildrenAreLeft) {
  park("web");
  park("mail");
  ASSERT_TRUE(give("web", 1) && give("mail", 2) && give("web", 3));
  fakes::FarEnd child = newest("web").child();
  newest("web").die();
  EXPECT_EQ(told(), Words{});
  child.serves(3);
  child.die();
  EXPECT_EQ(told(), (Words{"3 is served", "1 is left"}));
  newest("mail").serves(2);
  EXPECT_EQ(told(), Words{"2 is served"});
}

TEST_F(ParksTest, WhoIsNotWarmAnyMoreServesWhomHeHas) {
  park("web");
  park("mail");
  ASSERT_TRUE(give("web", 1) && give("web", 2));
  retain({"mail"});
  EXPECT_FALSE(parks.report("web"));
  EXPECT_EQ(waiting("web"), std::nullopt);
  EXPECT_FALSE(give("web", 3));
  EXPECT_EQ(waiting("mail"), 2U);
  fakes::FarEnd& web = births.far_ends[0];
  EXPECT_TRUE(web.is_to_end());
  web.serves(1);
  EXPECT_EQ(told(), Words{"1 is served"});
  web.die();
  EXPECT_EQ(told(), Words{"2 is left"});
  EXPECT_EQ(births.gone, std::vector<process::DepositNumber>{1});
  EXPECT_EQ(started("web"), 1);
}

TEST_F(ParksTest, WhoIsNotWarmAnyMoreAndHangsIsEndedAndGivenUp) {
  park("web");
  ASSERT_TRUE(give("web", 1));
  fakes::FarEnd child = newest("web").child();
  retain({});
  advance(seconds(2));
  EXPECT_EQ(births.killed, Pids{101});
  newest("web").die();
  EXPECT_EQ(told(), Words{});
  advance(seconds(8));
  EXPECT_EQ(told(), Words{"1 is left"});
  EXPECT_EQ(births.gone, std::vector<process::DepositNumber>{1});
}

TEST_F(ParksTest, WhoIsWarmAgainBeginsAnew) {
  park("web");
  ASSERT_TRUE(give("web", 1));
  retain({});
  park("web");
  EXPECT_EQ(waiting("web"), 2U);
  births.far_ends[0].serves(1);
  EXPECT_EQ(told(), Words{"1 is served"});
  EXPECT_EQ(parks.report("web")->callers, 0U);
}

TEST_F(ParksTest, CallersOfAStewardBeforeAreHeardOfWhateverTheServiceIsNow) {
  auto pair = std::move(*sys::socket_pair());
  (void)sys::set_option(pair.first.raw(), SOL_SOCKET, SO_PASSCRED, 1);
  fakes::FarEnd process(std::move(pair.second));
  parks.inherit("web", std::move(pair.first), {.child = {.pid = 55, .pidfd = {}}, .kept = 9}, {3, 4});
  retain({"mail"});
  EXPECT_FALSE(parks.report("web"));
  process.serves(4);
  process.die();
  EXPECT_EQ(told(), (Words{"4 is served", "3 is left"}));
  EXPECT_EQ(births.gone, std::vector<process::DepositNumber>{9});
  EXPECT_TRUE(births.ids.empty());
}

TEST_F(ParksTest, SayOnceWhoseMemoryIsNotToldAndNotCounted) {
  park("one");
  park("two");
  memory = {{101, 0}, {102, 50}};
  said();
  Words expected{
      "WARNING one: the kernel does not tell how much memory its parked process 101 has, which "
      "park_memory_max does not count therefore (is /proc mounted with hidepid?)"};
  limit_memory(60);
  EXPECT_EQ(said(), expected);
  advance(minutes(1));
  park("three");
  EXPECT_EQ(said(), Words{"NOTICE three: parked, pid 103"});
  limit_memory(60);
  EXPECT_EQ(said(), expected);
}

}  // namespace
}  // namespace rouse::warm
