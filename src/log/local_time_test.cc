#include "log/local_time.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace rouse::log {
namespace {

/// Local time for one test. The cache keeps a minute per value of `at`, so every test uses minutes of its
/// own.
struct Zone {
  explicit Zone(const char* name) {
    setenv("TZ", name, 1);
    tzset();
  }
};

// 1795331374 is 2026-11-22 07:09:34 UTC.
TEST(LocalTime, StampsAsXinetdWritesThem) {
  Zone seoul("KST-9");
  EXPECT_EQ(file_stamp(1795331374), "26/11/22@16:09:34");
  EXPECT_EQ(syslog_stamp(1795331374), "Nov 22 16:09:34");
  EXPECT_EQ(clock_stamp(1795331374), "16:09:34");
  EXPECT_EQ(iso_stamp(1795331374), "2026-11-22T07:09:34Z");
}

TEST(LocalTime, PadsTheDayWithABlankInSyslogAndNotAtAllInFiles) {
  Zone utc("UTC");
  EXPECT_EQ(file_stamp(1767416645), "26/1/3@05:04:05");
  EXPECT_EQ(syslog_stamp(1767416645), "Jan  3 05:04:05");
  EXPECT_EQ(file_stamp(0), "70/1/1@00:00:00");
}

TEST(LocalTime, FollowsSecondsMinutesAndSummerTime) {
  Zone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(clock_stamp(1774745998), "01:59:58");
  EXPECT_EQ(clock_stamp(1774745999), "01:59:59");
  EXPECT_EQ(clock_stamp(1774746000), "03:00:00");
  EXPECT_EQ(clock_stamp(1774745999), "01:59:59");
}

}  // namespace
}  // namespace rouse::log
