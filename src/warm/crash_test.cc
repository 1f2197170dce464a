#include "warm/crash.h"

#include <gtest/gtest.h>

#include <csignal>

#include "fakes/park.h"
#include "process/book.h"

namespace rouse::warm {
namespace {

using fakes::ParkTest;

constexpr int dumps_core = 0x80;

TEST(Crash, IsAnEndThatNobodyMeant) {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP}) {
    EXPECT_EQ(crash_in(signal), signal);
    EXPECT_EQ(crash_in(signal | dumps_core), signal);
  }
  for (int signal : {SIGTERM, SIGKILL, SIGPIPE, SIGALRM, SIGHUP}) EXPECT_EQ(crash_in(signal), std::nullopt);
  for (int status : {0, 1, 139}) EXPECT_EQ(crash_in(status << 8), std::nullopt) << status;
  EXPECT_EQ(crash_in(process::unknown_status), std::nullopt);
}

class CrashTest : public ParkTest {
 protected:
  /// The server with this number, a child of the parked process that is kept under that one.
  void ends(process::DepositNumber kept, pid_t pid, int wait_status) {
    park.child_ended(kept, pid, wait_status);
    settle();
  }
};

TEST_F(CrashTest, LetsNobodyTryAgainAtTheSameAddresses) {
  park_first();
  ASSERT_TRUE(give(1));
  newest().serves(1);
  ends(1, 555, SIGSEGV);
  EXPECT_EQ(said(), Words{"WARNING web: its server 555 has crashed (signal 11); its parked process 101 is "
                          "replaced, so that nobody tries again at the same addresses"});
  EXPECT_TRUE(births.far_ends[0].is_to_end());
  EXPECT_FALSE(give(2));
  EXPECT_EQ(waiting(), std::nullopt);
  EXPECT_EQ(started(), 2U);
  newest_parks();
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(CrashTest, CostsOneStartEachAndNoWaiting) {
  park_first();
  for (process::DepositNumber kept = 1; kept <= 100; ++kept) {
    ends(kept, 555, SIGABRT);
    EXPECT_EQ(started(), kept + 1);
    newest_parks();
  }
  EXPECT_EQ(state(), ParkState::open);
}

TEST_F(CrashTest, IsNoEndWithAStatus) {
  park_first();
  ends(1, 555, 1 << 8);
  ends(1, 555, SIGTERM);
  EXPECT_EQ(waiting(), 1U);
  EXPECT_EQ(said(), Words{});
}

/// The one that waits now has never had these addresses.
TEST_F(CrashTest, CountsForTheProcessWhoseChildItWas) {
  park_first();
  ++births.version;
  (void)waiting();
  newest_parks();
  said();
  ends(1, 555, SIGSEGV);
  EXPECT_EQ(waiting(), 2U);
  EXPECT_EQ(said(), Words{});
}

/// Its replacement is on its way already.
TEST_F(CrashTest, DoesNotStartASecondReplacement) {
  habits.callers_most = 1;
  park_first();
  ASSERT_TRUE(give(1));
  EXPECT_EQ(started(), 2U);
  ends(1, 555, SIGSEGV);
  EXPECT_EQ(started(), 2U);
  EXPECT_EQ(waiting(), std::nullopt);
  newest_parks();
  EXPECT_EQ(waiting(), 2U);
}

TEST_F(CrashTest, DoesNotStartForAServiceThatIsGone) {
  park_first();
  park.close();
  ends(1, 555, SIGSEGV);
  EXPECT_EQ(started(), 1U);
  EXPECT_EQ(said(), Words{});
}

}  // namespace
}  // namespace rouse::warm
