#include "warm/park.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "fakes/park.h"

namespace rouse::warm {
namespace {

using fakes::ParkTest;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Pids = std::vector<pid_t>;
using Numbers = std::vector<process::DepositNumber>;

TEST_F(ParkTest, StartsForTheFirstCallerWhoDoesNotWaitForIt) {
  apply();
  EXPECT_EQ(state(), ParkState::empty);
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(started(), 1U);
  EXPECT_EQ(state(), ParkState::coming);
  EXPECT_FALSE(give(1));
  newest_parks();
  EXPECT_EQ(park.report().pid, 101);
  EXPECT_EQ(said(), Words{"NOTICE web: parked, pid 101"});
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(ParkTest, StartsBeforeAnybodyHasCalledWherePrestartSaysSo) {
  habits.prestart = true;
  apply();
  EXPECT_EQ(state(), ParkState::coming);
}

TEST_F(ParkTest, TellsWhatBecomesOfCallers) {
  park_first();
  ASSERT_TRUE(give(1) && give(2));
  newest().fails(2);
  newest().serves(1);
  EXPECT_EQ(told(), (Words{"2 is left", "1 is served"}));
  EXPECT_EQ(park.report().callers, 1U);
}

/// They would be closed by the steward, and by the keeper where nobody has heard the words that they came
/// with.
TEST_F(ParkTest, TakesNoDescriptorsWhereTheKernelCanRefuseThem) {
  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  if (!sys::refuse_descriptors(pair.first.raw())) GTEST_SKIP() << "this kernel cannot";
  park_first();
  EXPECT_TRUE(newest().say_with({}, -1));
  EXPECT_FALSE(newest().say_with({}, caller.raw()));
}

TEST_F(ParkTest, DoesNotTakeACallerWhoseVariablesAreTooLong) {
  park_first();
  EXPECT_FALSE(park.give(1, {std::string(park::call_bytes_most, 'x')}, caller.raw()));
  EXPECT_FALSE(newest().call());
}

TEST_F(ParkTest, MakesRoomWithTheNextOneThatComes) {
  habits.callers_most = 1;
  park_first();
  ASSERT_TRUE(give(1));
  ASSERT_EQ(started(), 2U);
  park.make_room();
  settle();
  EXPECT_TRUE(births.far_ends[0].is_to_end());
  EXPECT_TRUE(births.far_ends[1].is_to_end());
  EXPECT_EQ(waiting(), std::nullopt);
}

TEST_F(ParkTest, IsColdWhileItsServerCannotBeParked) {
  births.obstacle = "it is static";
  apply();
  (void)waiting();
  (void)waiting();
  EXPECT_EQ(said(), Words{"WARNING web: cannot be parked: it is static; its callers are served cold"});
  EXPECT_EQ(state(), ParkState::cold);
  EXPECT_EQ(park.report().obstacle, "it is static");
  EXPECT_EQ(started(), 0U);
  births.obstacle.clear();
  (void)waiting();
  EXPECT_EQ(started(), 0U);
  ++births.version;
  (void)waiting();
  EXPECT_EQ(state(), ParkState::coming);
}

TEST_F(ParkTest, IsColdUntilItHasAnotherRecipe) {
  births.obstacle = "it is static";
  habits.prestart = true;
  apply();
  births.obstacle.clear();
  apply();
  EXPECT_EQ(state(), ParkState::cold);
  apply("/srv/other");
  EXPECT_EQ(state(), ParkState::coming);
}

TEST_F(ParkTest, IsColdWhenTheProcessSaysThatItCannotPark) {
  apply();
  (void)waiting();
  newest().is_unfit(park::Reason::has_threads);
  newest_dies();
  EXPECT_EQ(said(), Words{"WARNING web: cannot be parked: it has threads before it can be parked; its "
                          "callers are served cold"});
  EXPECT_EQ(state(), ParkState::cold);
  EXPECT_TRUE(park.is_empty());
  (void)waiting();
  EXPECT_EQ(started(), 1U);
  ++births.version;
  (void)waiting();
  EXPECT_EQ(started(), 2U);
}

TEST_F(ParkTest, SaysWhyAProcessCannotPark) {
  using park::Reason;
  const std::vector<std::pair<Reason, std::string>> reasons{
      {Reason::no_tid_address, "CONFIG_CHECKPOINT_RESTORE"},
      {Reason::no_dispatch, "park = io"},
      {Reason::shares_descriptors, "a pipe, a connection"},
      {Reason::shares_memory, "MAP_SHARED"},
      {static_cast<Reason>(99), "another version"}};
  for (const auto& [reason, words] : reasons) {
    ++births.version;
    apply();
    (void)waiting();
    newest().is_unfit(reason);
    settle();
    EXPECT_NE(park.report().obstacle.find(words), std::string::npos) << words;
  }
}

TEST_F(ParkTest, ReplacesWhatWasParkedOfAnotherFile) {
  park_first();
  ++births.version;
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(said(), Words{"NOTICE web: /srv/server has changed; its parked process 101 is replaced"});
  EXPECT_TRUE(births.far_ends[0].is_to_end());
  EXPECT_EQ(state(), ParkState::coming);
  newest_parks();
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(ParkTest, ReplacesWhatComesOfAnotherFile) {
  apply();
  (void)waiting();
  ++births.version;
  (void)waiting();
  EXPECT_EQ(started(), 2U);
  births.far_ends[0].is_parked();
  settle();
  EXPECT_EQ(park.report().pid, 102);
  EXPECT_EQ(state(), ParkState::coming);
}

/// No caller meets an empty park because of it.
TEST_F(ParkTest, ReplacesOneThatHasHadItsCallers) {
  habits.callers_most = 2;
  park_first();
  ASSERT_TRUE(give(1));
  EXPECT_EQ(started(), 1U);
  ASSERT_TRUE(give(2));
  EXPECT_EQ(started(), 2U);
  EXPECT_EQ(waiting(), 1U);
  ASSERT_TRUE(give(3));
  newest_parks();
  EXPECT_TRUE(births.far_ends[0].is_to_end());
  EXPECT_EQ(waiting(), 2U);
  births.far_ends[0].serves(3);
  EXPECT_EQ(told(), Words{"3 is served"});
}

TEST_F(ParkTest, ReplacesOneThatIsOldEnough) {
  habits.age_most = minutes(60);
  apply();
  (void)waiting();
  advance(seconds(5));
  newest_parks();
  advance(minutes(60) - milliseconds(1));
  EXPECT_EQ(started(), 1U);
  advance(milliseconds(1));
  EXPECT_EQ(started(), 2U);
  EXPECT_EQ(waiting(), 1U);
  newest_parks();
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(ParkTest, IsEmptyAgainAfterLongEnoughWithoutCallers) {
  habits.idle_most = minutes(10);
  park_first();
  advance(minutes(5));
  ASSERT_TRUE(give(1));
  newest().serves(1);
  advance(minutes(10) - milliseconds(1));
  EXPECT_EQ(state(), ParkState::open);
  advance(milliseconds(1));
  EXPECT_EQ(state(), ParkState::empty);
  EXPECT_TRUE(newest().is_to_end());
  newest_dies();
  EXPECT_TRUE(park.is_empty());
  EXPECT_EQ(said(), Words{});
}

TEST_F(ParkTest, StaysWithoutCallersWherePrestartSaysSo) {
  habits.idle_most = minutes(10);
  habits.prestart = true;
  apply();
  newest_parks();
  advance(minutes(20));
  EXPECT_EQ(state(), ParkState::open);
}

TEST_F(ParkTest, EndsOneThatDoesNotLeaveAndThenGivesItUp) {
  apply();
  park.inherit(std::move(sys::socket_pair()->first), {.child = {.pid = 55, .pidfd = {}}, .kept = 9}, {});
  settle();
  EXPECT_TRUE(park.is_empty());  // nobody has the other end
  auto pair = std::move(*sys::socket_pair());
  park.inherit(std::move(pair.first), {.child = {.pid = 56, .pidfd = {}}, .kept = 10}, {});
  settle();
  advance(seconds(5) - milliseconds(1));
  EXPECT_EQ(births.killed, Pids{});
  advance(milliseconds(1));
  EXPECT_EQ(births.killed, Pids{56});
  EXPECT_FALSE(park.is_empty());
  advance(seconds(5));
  EXPECT_TRUE(park.is_empty());
  EXPECT_EQ(births.gone, (Numbers{9, 10}));
}

TEST_F(ParkTest, HasTheCallersOfAStewardBefore) {
  apply();
  auto pair = std::move(*sys::socket_pair());
  (void)sys::set_option(pair.first.raw(), SOL_SOCKET, SO_PASSCRED, 1);
  fakes::FarEnd process(std::move(pair.second));
  park.inherit(std::move(pair.first), {.child = {.pid = 55, .pidfd = {}}, .kept = 9}, {3, 4});
  EXPECT_TRUE(process.is_to_end());
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(started(), 1U);
  process.serves(4);
  process.die();
  EXPECT_EQ(told(), (Words{"4 is served", "3 is left"}));
  EXPECT_EQ(births.gone, Numbers{9});
}

TEST_F(ParkTest, SaysOnceThatItsProcessCannotForkUntilItCanAgain) {
  park_first();
  const Words cannot{
      "WARNING web: its parked process 101 cannot fork: Resource temporarily unavailable; its "
      "callers are served cold"};
  for (Tag tag : {1U, 2U}) {
    ASSERT_TRUE(give(tag));
    newest().fails(tag);
  }
  EXPECT_EQ(told(), (Words{"1 is left", "2 is left"}));
  EXPECT_EQ(said(), cannot);
  for (Tag tag : {3U, 4U}) ASSERT_TRUE(give(tag));
  newest().serves(3);
  newest().fails(4);
  EXPECT_EQ(told(), (Words{"3 is served", "4 is left"}));
  EXPECT_EQ(said(), cannot);
}

TEST_F(ParkTest, ServesWhomItHasWhenItIsClosed) {
  habits.prestart = true;
  apply();
  newest_parks();
  ASSERT_TRUE(give(1));
  park.close();
  settle();
  EXPECT_TRUE(newest().is_to_end());
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_FALSE(give(2));
  newest().serves(1);
  newest_dies();
  EXPECT_EQ(told(), Words{"1 is served"});
  EXPECT_TRUE(park.is_empty());
  EXPECT_EQ(started(), 1U);
  apply();
  EXPECT_EQ(started(), 2U);
}

TEST_F(ParkTest, GoesOnWithTheSameRecipe) {
  park_first();
  apply();
  EXPECT_EQ(waiting(), 1U);
  habits.at_io = true;
  apply();
  EXPECT_TRUE(births.far_ends[0].is_to_end());
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(started(), 2U);
}

TEST_F(ParkTest, WatchesTheFilesOfItsNewHabits) {
  park_first();
  habits.watched = {"/srv/data"};
  apply();
  EXPECT_EQ(state(), ParkState::empty);
}

TEST_F(ParkTest, GoesOnAsItsNewHabitsSay) {
  park_first();
  habits.idle_most = minutes(10);
  apply();
  advance(minutes(10));
  EXPECT_EQ(state(), ParkState::empty);
}

}  // namespace
}  // namespace rouse::warm
