#include "warm/trial.h"

#include <gtest/gtest.h>

#include "fakes/births.h"
#include "fakes/loop.h"
#include "loop/task.h"

namespace rouse::warm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class TrialTest : public fakes::LoopTest {
 protected:
  loop::Task play(seconds start_timeout) {
    Habits habits;
    habits.start_timeout = start_timeout;
    habits.prestart = true;
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = "/srv/server";
    recipe->env = std::make_shared<const process::Strings>();
    TrialMeans means{loop.get(), &births, [](pid_t) -> std::uint64_t { return 4096; }};
    TrialResult said = co_await try_parking(means, "web", std::move(recipe), habits);
    result = std::move(said);
  }
  void begin(seconds start_timeout = seconds(10)) {
    tasks.start(play(start_timeout));
    settle();
  }
  void newest_parks_after(int ms) {
    advance(milliseconds(ms));
    births.far_ends.back().is_parked();
    settle();
  }
  void newest_ends() {
    births.far_ends.back().die();
    settle();
  }

  fakes::FakeBirths births;
  std::optional<TrialResult> result;
  loop::Tasks tasks{*loop};
};

TEST_F(TrialTest, StartsTheServerThreeTimesOneAfterTheOther) {
  begin();
  for (int ms : {30, 7, 9}) {
    newest_parks_after(ms);
    EXPECT_TRUE(births.far_ends.back().is_to_end());
    EXPECT_FALSE(result);
    newest_ends();
  }
  ASSERT_TRUE(result);
  EXPECT_EQ(result->parkings, (process::Spans{3, 46'000, 7000}));
  EXPECT_EQ(result->memory_bytes, 4096U);
  EXPECT_EQ(result->obstacle, "");
  EXPECT_EQ(births.far_ends.size(), 3U);
  EXPECT_EQ(births.gone, (std::vector<process::DepositNumber>{1, 2, 3}));
}

TEST_F(TrialTest, EndsWithTheFirstThatIsNotParked) {
  begin();
  newest_parks_after(5);
  newest_ends();
  newest_ends();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->obstacle, "102 has ended before it was parked");
  EXPECT_EQ(births.far_ends.size(), 2U);
  EXPECT_EQ(births.gone.size(), 2U);
}

/// Who asked had gone away without an answer by then.
TEST_F(TrialTest, StartsASlowServerOnlyAsOftenAsThereIsTime) {
  begin(seconds(3600));
  for (int ms : {25'000, 24'000}) {
    newest_parks_after(ms);
    newest_ends();
  }
  ASSERT_TRUE(result);
  EXPECT_EQ(result->parkings, (process::Spans{2, 49'000'000, 24'000'000}));
  EXPECT_EQ(result->obstacle, "");
}

TEST_F(TrialTest, IsOverInTimeWhateverTheServerMayTake) {
  begin(seconds(3600));
  advance(seconds(89));
  EXPECT_TRUE(births.killed.empty());
  advance(seconds(1));
  EXPECT_EQ(births.killed, std::vector<pid_t>{101});
  advance(seconds(10));
  ASSERT_TRUE(result) << "its end of the pair is somebody else's, too";
  EXPECT_EQ(result->obstacle, "101 has taken too long before it was parked");
}

TEST_F(TrialTest, TellsWhyAServerIsNotParked) {
  begin();
  births.far_ends.back().is_unfit(park::Reason::has_threads);
  settle();
  newest_ends();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->obstacle, "it has threads before it can be parked");
}

TEST_F(TrialTest, StartsNobodyWhoCannotBeParked) {
  births.obstacle = "/srv/server is setuid";
  begin();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->obstacle, "/srv/server is setuid");
  EXPECT_TRUE(births.far_ends.empty());
}

TEST_F(TrialTest, KillsWhoIsNotParkedInTimeAndWaitsForItsEnd) {
  begin();
  advance(seconds(10));
  EXPECT_EQ(births.killed, std::vector<pid_t>{101});
  EXPECT_FALSE(result);
  newest_ends();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->obstacle, "101 has taken too long before it was parked");
}

}  // namespace
}  // namespace rouse::warm
