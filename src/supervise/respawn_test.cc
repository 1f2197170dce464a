#include "supervise/respawn.h"

#include <gtest/gtest.h>

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;

config::Supervision often() {
  config::Supervision out;
  out.starts_most = 1000;
  return out;
}

class RespawnTest : public testing::Test {
 protected:
  /// Starts, and ends after `lived`; the delay that follows is waited for.
  std::optional<Duration> crash_after(Duration lived, bool was_ready = false) {
    respawn.started(now);
    if (was_ready) respawn.ready(now);
    now += lived;
    std::optional<Duration> delay = respawn.delay(supervision, now);
    now += delay.value_or(0s);
    return delay;
  }

  config::Supervision supervision = often();
  Respawn respawn;
  Instant now{};
};

TEST_F(RespawnTest, TheDelayDoublesUpToTheLongest) {
  for (Duration wanted : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) EXPECT_EQ(crash_after(10ms), wanted);
}

TEST_F(RespawnTest, WhoHasServedLongBeginsAgain) {
  crash_after(10ms);
  crash_after(10ms);
  EXPECT_EQ(crash_after(59s, true), 4s);
  EXPECT_EQ(crash_after(60s, true), 1s);
  EXPECT_EQ(crash_after(60s, false), 2s) << "it never served";
}

TEST_F(RespawnTest, TooManyStartsWithinTheWindowAreTheLast) {
  supervision.starts_most = 3;
  supervision.starts_window_ms = 10'000;
  EXPECT_EQ(crash_after(0s), 1s);
  EXPECT_EQ(crash_after(0s), 2s);
  EXPECT_EQ(crash_after(0s), std::nullopt);
  respawn.forget();
  EXPECT_EQ(crash_after(0s), 1s);
}

TEST_F(RespawnTest, StartsLeaveTheWindow) {
  supervision.starts_most = 2;
  supervision.starts_window_ms = 10'000;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(crash_after(9s, true)) << i;
}

TEST(ComesBack, AsThePolicySays) {
  using enum config::Respawn;
  EXPECT_TRUE(comes_back(always, true) && comes_back(always, false));
  EXPECT_TRUE(!comes_back(on_failure, true) && comes_back(on_failure, false));
  EXPECT_TRUE(!comes_back(no, true) && !comes_back(no, false));
}

}  // namespace
}  // namespace rouse::supervise
