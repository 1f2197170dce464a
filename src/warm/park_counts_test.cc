#include "warm/park_counts.h"

#include <gtest/gtest.h>

#include "fakes/park.h"

namespace rouse::warm {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ParkCountsTest : public fakes::ParkTest {
 protected:
  void start() {
    apply();
    park.count_in(counts);
    (void)waiting();
  }
  ParkCounts counts;
};

TEST_F(ParkCountsTest, HaveTheTimeToTheParkPoint) {
  start();
  EXPECT_EQ(counts, (ParkCounts{.started = 1}));
  advance(milliseconds(3));
  newest_parks();
  EXPECT_EQ(counts, (ParkCounts{.started = 1, .parkings = {1, 3000, 3000}}));
}

TEST_F(ParkCountsTest, HaveWhoDiesBeforeAndAfterThat) {
  start();
  newest_dies();
  EXPECT_EQ(counts, (ParkCounts{.started = 1, .failed = 1}));
  advance(seconds(1));
  (void)waiting();
  newest_parks();
  newest_dies();
  EXPECT_EQ(counts.started, 2U);
  EXPECT_EQ(counts.failed, 2U);
}

TEST_F(ParkCountsTest, HaveWhoCannotBeStarted) {
  births.refuses = true;
  start();
  EXPECT_EQ(counts, (ParkCounts{.failed = 1}));
}

TEST_F(ParkCountsTest, DoNotHaveWhoIsReplaced) {
  start();
  newest_parks();
  apply("/srv/other");
  newest_dies();
  EXPECT_EQ(counts.failed, 0U);
}

TEST_F(ParkCountsTest, EndWithThePark) {
  start();
  park.close();
  newest_dies();
  apply();
  (void)waiting();
  EXPECT_EQ(started(), 2U);
  EXPECT_EQ(counts, (ParkCounts{.started = 1})) << "they may be another's by now";
}

}  // namespace
}  // namespace rouse::warm
