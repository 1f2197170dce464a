#include "warm/parked.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "fakes/births.h"
#include "fakes/lingering.h"
#include "fakes/loop.h"

namespace rouse::warm {
namespace {

using std::chrono::seconds;
using Told = std::vector<std::string>;

class KeepingHearer final : public Hearer {
 public:
  void is_parked(Parked&) override { told.emplace_back("parked"); }
  void is_unfit(Parked&, park::Reason reason) override {
    told.push_back("unfit " + std::to_string(static_cast<int>(reason)));
  }
  void has_child(Parked&, Tag tag, pid_t pid) override {
    told.push_back(std::to_string(tag) + (pid == ::getpid() ? " has a child" : " has a stranger"));
  }
  void has_none(Parked&, Tag tag) override { told.push_back(std::to_string(tag) + " has none"); }
  void cannot_fork(Parked&, Tag tag, int error) override {
    told.push_back(std::to_string(tag) + " has none: " + std::strerror(error));
  }
  void is_senseless(Parked&) override { told.emplace_back("senseless"); }
  void is_gone(Parked&) override { told.emplace_back("gone"); }
  Told told;
};

class ParkedTest : public fakes::LoopTest {
 protected:
  bool give(Tag tag) {
    std::array<std::byte, sizeof(park::Call)> call{};
    return parked.give(tag, call, caller.raw());
  }
  Told told() {
    settle();
    return std::exchange(hearer.told, {});
  }
  Fd near_end() {
    (void)sys::set_option(pair.first.raw(), SOL_SOCKET, SO_PASSCRED, 1);
    return std::move(pair.first);
  }

  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd caller = std::move(*sys::open_socket(AF_UNIX, SOCK_STREAM));
  fakes::FarEnd process{std::move(pair.second)};
  KeepingHearer hearer;
  Parked parked{*loop, near_end(), hearer};
};

TEST_F(ParkedTest, SaysThatItIsParked) {
  process.is_parked();
  EXPECT_EQ(told(), Told{"parked"});
}

TEST_F(ParkedTest, SaysWhyItCannotBeParked) {
  process.is_unfit(park::Reason::no_dispatch);
  process.die();
  EXPECT_EQ(told(), (Told{"unfit 3", "gone"}));
}

TEST_F(ParkedTest, TakesACallerWithHisDescriptor) {
  ASSERT_TRUE(give(7));
  EXPECT_EQ(parked.outstanding(), 1U);
  EXPECT_EQ(process.call().value().callers.size(), 1U);
  process.serves(7);
  EXPECT_EQ(told(), Told{"7 has a child"});
  EXPECT_EQ(parked.outstanding(), 0U);
}

TEST_F(ParkedTest, MayHaveNoChildForACaller) {
  ASSERT_TRUE(give(7));
  process.fails(7);
  EXPECT_EQ(told(), Told{"7 has none: Resource temporarily unavailable"});
  EXPECT_EQ(parked.outstanding(), 0U);
}

/// Nobody is served twice, nor whom the steward has not given.
TEST_F(ParkedTest, IsBelievedOnceAndOnlyOfThoseWhomItHas) {
  ASSERT_TRUE(give(7));
  process.serves(8);
  process.fails(8);
  process.serves(7);
  process.fails(7);
  process.serves(7);
  EXPECT_EQ(told(), Told{"7 has a child"});
}

TEST_F(ParkedTest, IsPassedOverWhereItMakesNoSense) {
  process.say({park::version + 1, static_cast<std::uint32_t>(park::Kind::parked), 0, 0});
  process.say(static_cast<park::Kind>(99));
  std::array half{park::version, static_cast<std::uint32_t>(park::Kind::parked)};
  process.say_raw(std::as_bytes(std::span(half)));
  EXPECT_EQ(told(), Told{});
  process.is_parked();
  EXPECT_EQ(told(), Told{"parked"});
}

/// An empty message was taken for its end: callers were served cold whom its children served, too.
TEST_F(ParkedTest, IsNotGoneBecauseItSaysNothing) {
  ASSERT_TRUE(give(7));
  process.say_raw({});
  EXPECT_EQ(told(), Told{});
  process.serves(7);
  EXPECT_EQ(told(), Told{"7 has a child"});
}

/// Who says nothing else keeps the steward busy, and does so until he is given up.
TEST_F(ParkedTest, IsPassedOverSoManyTimes) {
  ASSERT_TRUE(give(7));
  process.is_parked();
  process.serves(7);
  for (int i = 0; i < 21; ++i) {
    process.say_raw({});
    process.is_parked();
    process.serves(7);
  }
  EXPECT_EQ(told(), (Told{"parked", "7 has a child"}));
  process.fails(8);
  EXPECT_EQ(told(), Told{"senseless"});
  process.fails(8);
  EXPECT_EQ(told(), Told{});
}

/// Who speaks without end must not have the steward for himself.
TEST_F(ParkedTest, IsHeardSomeWordsAtATime) {
  (void)loop->turn(0);
  for (Tag tag = 1; tag <= 100; ++tag) {
    ASSERT_TRUE(give(tag));
    ASSERT_TRUE(process.call());
    process.serves(tag);
  }
  ASSERT_EQ(loop->turn(0), 1);
  EXPECT_EQ(hearer.told.size(), 64U);
  EXPECT_EQ(told().size(), 100U);
}

TEST_F(ParkedTest, ServesWhomItHasWhenItIsToFinish) {
  ASSERT_TRUE(give(7));
  parked.finish();
  EXPECT_TRUE(process.is_to_end());
  EXPECT_TRUE(parked.is_leaving());
  EXPECT_FALSE(give(8));
  process.serves(7);
  EXPECT_EQ(told(), Told{"7 has a child"});
  EXPECT_FALSE(parked.is_gone());
  process.die();
  EXPECT_EQ(told(), Told{"gone"});
  EXPECT_TRUE(parked.is_gone());
}

TEST_F(ParkedTest, HasNoChildForAnybodyWhenItIsGone) {
  ASSERT_TRUE(give(7) && give(8));
  process.die();
  EXPECT_EQ(told(), (Told{"7 has none", "8 has none", "gone"}));
  EXPECT_FALSE(give(9));
  EXPECT_EQ(parked.outstanding(), 0U);
}

TEST_F(ParkedTest, IsNotGoneWhileAChildHasSaidNothing) {
  ASSERT_TRUE(give(7));
  ASSERT_TRUE(process.call());
  fakes::FarEnd child = process.child();
  process.die();
  EXPECT_EQ(told(), Told{});
  child.serves(7);
  child.die();
  EXPECT_EQ(told(), (Told{"7 has a child", "gone"}));
}

/// The kernel then says ECONNRESET before what the child has said: that was taken for the end.
TEST_F(ParkedTest, HasItsChildrenAlsoWhenItDiesWithACallerUnread) {
  ASSERT_TRUE(give(7) && process.call() && give(8));
  process.serves(7);
  process.die();
  EXPECT_EQ(told(), (Told{"7 has a child", "8 has none", "gone"}));
}

TEST_F(ParkedTest, MayHaveCallersOfAStewardBefore) {
  parked.expect(3);
  EXPECT_EQ(parked.outstanding(), 1U);
  process.serves(3);
  EXPECT_EQ(told(), Told{"3 has a child"});
}

TEST_F(ParkedTest, IsGoneWhenItIsGivenUp) {
  ASSERT_TRUE(give(7));
  parked.give_up();
  EXPECT_TRUE(parked.is_gone());
  EXPECT_FALSE(give(8));
  process.serves(7);
  process.die();
  EXPECT_EQ(told(), (Told{"7 has none", "gone"}));
}

/// The kernel closed them for this process, and that took as long as the parked process liked.
TEST_F(ParkedTest, BringsNoDescriptorsForWhichTheStewardWouldWait) {
  fakes::Lingering connection;
  park::Word word{park::version, static_cast<std::uint32_t>(park::Kind::parked), 0, 0};
  process.say_with(word, connection.sent.raw());
  EXPECT_EQ(told(), Told{"parked"});
  EXPECT_FALSE(connection.lingers());
}

TEST_F(ParkedTest, BringsNoneEitherWhenItIsGivenUp) {
  fakes::Lingering connection;
  process.say_with({}, connection.sent.raw());
  parked.give_up();
  EXPECT_FALSE(connection.lingers());
  EXPECT_FALSE(process.say_with({}, -1));
}

TEST_F(ParkedTest, KnowsWhoHasWaitedLongest) {
  Instant start = clock.now();
  ASSERT_TRUE(give(7));
  advance(seconds(1));
  ASSERT_TRUE(give(8));
  EXPECT_EQ(parked.waiting_since(), start);
  process.serves(7);
  settle();
  EXPECT_EQ(parked.waiting_since(), start + seconds(1));
}

/// One that does not read takes what the pair holds, and nobody waits for it.
TEST_F(ParkedTest, TakesNobodyWhileItsPairIsFull) {
  Tag given = 0;
  while (given < 100'000 && give(given + 1)) ++given;
  EXPECT_LT(given, 100'000U);
  EXPECT_EQ(parked.outstanding(), given);
  ASSERT_TRUE(process.call());
  EXPECT_TRUE(give(given + 1));
}

}  // namespace
}  // namespace rouse::warm
