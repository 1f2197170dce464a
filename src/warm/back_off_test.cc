// What comes after a parked process that was lost, or never came.
#include "warm/back_off.h"

#include <gtest/gtest.h>

#include "fakes/park.h"
#include "warm/park.h"

namespace rouse::warm {
namespace {

using fakes::ParkTest;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Pids = std::vector<pid_t>;
using Numbers = std::vector<process::DepositNumber>;
using BackOffTest = ParkTest;

TEST_F(BackOffTest, EndsOneThatIsNotParkedInTime) {
  apply();
  (void)waiting();
  advance(seconds(10) - milliseconds(1));
  EXPECT_EQ(births.killed, Pids{});
  advance(milliseconds(1));
  EXPECT_EQ(births.killed, Pids{101});
  newest_dies();
  EXPECT_EQ(state(), ParkState::empty);
  EXPECT_EQ(said(), Words{backs_off("101 has taken too long before it was parked", 1)});
  EXPECT_EQ(births.gone, Numbers{1});
  EXPECT_TRUE(park.is_empty());
}

/// Somebody whom it has started may have its end of the pair; the next one comes nevertheless.
TEST_F(BackOffTest, DoesNotWaitForTheEndOfOneThatIsNotParkedInTime) {
  apply();
  (void)waiting();
  fakes::FarEnd heir = newest().child();
  advance(seconds(10));
  newest_dies();
  EXPECT_EQ(state(), ParkState::empty);
  advance(seconds(1));
  (void)waiting();
  EXPECT_EQ(started(), 2U);
  heir.is_parked();
  settle();
  EXPECT_EQ(state(), ParkState::coming);
  advance(seconds(9));
  EXPECT_EQ(births.gone, Numbers{1});
}

TEST_F(BackOffTest, TriesAgainLaterAndLaterUntilOneServesACaller) {
  apply();
  for (int delay_s : {1, 2, 4, 8, 16, 32, 60, 60}) {
    (void)waiting();
    std::string pid = std::to_string(100 + started());
    newest_dies();
    EXPECT_EQ(said(), Words{backs_off(pid + " has ended before it was parked", delay_s)});
    std::size_t before = started();
    advance(seconds(delay_s) - milliseconds(1));
    (void)waiting();
    EXPECT_EQ(started(), before);
    advance(milliseconds(1));
  }
  (void)waiting();
  newest_parks();
  ASSERT_TRUE(give(1));
  newest().serves(1);
  settle();
  said();
  newest_dies();
  EXPECT_EQ(said(), Words{backs_off("its parked process 109 has ended", 1)});
}

/// A server that is parked and ends at once was started every second, for ever.
TEST_F(BackOffTest, TriesAgainLaterAndLaterWhenItIsParkedAndEndsAtOnce) {
  habits.prestart = true;
  apply();
  for (int delay_s : {1, 2, 4, 8, 16, 32, 60, 60}) {
    newest_parks();
    said();
    std::string pid = std::to_string(100 + started());
    newest_dies();
    EXPECT_EQ(said(), Words{backs_off("its parked process " + pid + " has ended", delay_s)});
    std::size_t before = started();
    advance(seconds(delay_s) - milliseconds(1));
    EXPECT_EQ(started(), before);
    advance(milliseconds(1));
    EXPECT_EQ(started(), before + 1);
  }
}

TEST_F(BackOffTest, TriesAgainAtOnceWhenItHasBeenParkedForAMinute) {
  habits.prestart = true;
  apply();
  newest_dies();
  advance(seconds(1));
  newest_parks();
  advance(seconds(60));
  said();
  newest_dies();
  EXPECT_EQ(said(),
            Words{"WARNING web: its parked process 102 has ended; its callers are served cold until it is "
                  "parked again"});
  EXPECT_EQ(started(), 3U);
  newest_dies();
  EXPECT_EQ(said(), Words{backs_off("103 has ended before it was parked", 2)});
}

/// The time counts from its start: nobody is served cold for one that somebody kills now and then.
TEST_F(BackOffTest, TriesAgainAtOnceWhenItHasServedForLongerThanTheDelay) {
  habits.prestart = true;
  apply();
  newest_parks();
  ASSERT_TRUE(give(1));
  newest().serves(1);
  settle();
  advance(milliseconds(400));
  said();
  newest_dies();
  EXPECT_EQ(said(), Words{"WARNING web: its parked process 101 has ended; its callers are served cold until "
                          "it is parked again"});
  EXPECT_EQ(started(), 1U);
  advance(milliseconds(600));
  EXPECT_EQ(started(), 2U);
  newest_parks();
  ASSERT_TRUE(give(2));
  newest().serves(2);
  settle();
  advance(seconds(1));
  newest_dies();
  EXPECT_EQ(started(), 3U);
}

/// It has proved itself long ago, and says nothing of the next one.
TEST_F(BackOffTest, ServesOnWhileTheNextOneIsTriedLaterAndLater) {
  habits.callers_most = 1;
  park_first();
  for (int delay_s : {1, 2, 4}) {
    ASSERT_TRUE(give(static_cast<Tag>(delay_s)));
    births.far_ends[0].serves(static_cast<std::uint32_t>(delay_s));
    settle();
    said();
    std::string pid = std::to_string(100 + started());
    newest_dies();
    EXPECT_EQ(said(), Words{"WARNING web: " + pid +
                            " has ended before it was parked; its parked process 101 serves "
                            "on, and is replaced in " +
                            std::to_string(delay_s) + " s at the earliest"});
    EXPECT_EQ(waiting(), 1U);
    advance(seconds(delay_s));
  }
}

TEST_F(BackOffTest, SaysThatTheNextOneComesAlready) {
  habits.callers_most = 1;
  park_first();
  ASSERT_TRUE(give(1));
  births.far_ends[0].die();
  settle();
  EXPECT_EQ(said(),
            Words{"WARNING web: its parked process 101 has ended; its callers are served cold until 102 is "
                  "parked"});
  newest_parks();
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(BackOffTest, ServesOnWhereTheNextOneCannotBeParked) {
  habits.callers_most = 1;
  park_first();
  ASSERT_TRUE(give(1));
  newest().is_unfit(park::Reason::has_threads);
  settle();
  EXPECT_EQ(said(),
            Words{"WARNING web: cannot be parked: it has threads before it can be parked; its parked process "
                  "101 still serves its callers"});
  EXPECT_EQ(waiting(), 1U);
  EXPECT_EQ(state(), ParkState::open);
}

TEST_F(BackOffTest, TriesAgainAtOnceWithAnotherRecipe) {
  apply();
  (void)waiting();
  newest_dies();
  apply("/srv/other");
  (void)waiting();
  said();
  newest_dies();
  EXPECT_EQ(said(), Words{backs_off("102 has ended before it was parked", 1)});
}

TEST_F(BackOffTest, TriesAgainByItselfWherePrestartSaysSo) {
  habits.prestart = true;
  births.refuses = true;
  apply();
  EXPECT_EQ(said(), Words{backs_off("clone3: Resource temporarily unavailable", 1)});
  births.refuses = false;
  advance(seconds(1));
  EXPECT_EQ(state(), ParkState::coming);
}

/// The next one has died on its way, and nobody calls.
TEST_F(BackOffTest, TriesAgainToReplaceOneThatIsOldEnough) {
  habits.age_most = minutes(60);
  park_first();
  advance(minutes(60));
  newest_dies();
  EXPECT_EQ(started(), 2U);
  advance(seconds(1));
  EXPECT_EQ(started(), 3U);
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(BackOffTest, LeavesWhomADeadProcessHas) {
  park_first();
  ASSERT_TRUE(give(1));
  newest_dies();
  EXPECT_EQ(told(), Words{"1 is left"});
  EXPECT_EQ(said(), Words{backs_off("its parked process 101 has ended", 1)});
  EXPECT_EQ(births.gone, Numbers{1});
  EXPECT_EQ(state(), ParkState::empty);
  EXPECT_FALSE(give(2));
}

TEST_F(BackOffTest, EndsOneThatHasNoChildForACallerInTime) {
  park_first();
  ASSERT_TRUE(give(1));
  advance(seconds(1));
  ASSERT_TRUE(give(2));
  newest().serves(1);
  advance(seconds(2) - milliseconds(1));
  EXPECT_EQ(births.killed, Pids{});
  advance(milliseconds(1));
  EXPECT_EQ(births.killed, Pids{101});
  newest_dies();
  EXPECT_EQ(told(), (Words{"1 is served", "2 is left"}));
}

/// A child that is stopped has its end of the pair: nobody else is given to it meanwhile.
TEST_F(BackOffTest, GivesNobodyToOneThatHangs) {
  park_first();
  ASSERT_TRUE(give(1));
  fakes::FarEnd child = newest().child();
  advance(seconds(2));
  newest_dies();
  EXPECT_EQ(said(), Words{backs_off("its parked process 101 has no child for a caller in time", 1)});
  EXPECT_FALSE(give(2));
  advance(seconds(1));
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(started(), 2U);
  advance(seconds(9));
  EXPECT_EQ(told(), Words{"1 is left"});
  EXPECT_EQ(births.gone, Numbers{1});
}

}  // namespace
}  // namespace rouse::warm
