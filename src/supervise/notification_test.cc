#include "supervise/notification.h"

#include <gtest/gtest.h>

namespace rouse::supervise {
namespace {

TEST(Notification, ReadyIsReady) {
  EXPECT_TRUE(read_notification("READY=1").ready);
  EXPECT_TRUE(read_notification("STATUS=up\nREADY=1\n").ready);
  for (std::string_view other : {"", "READY=0", "READY=12", "XREADY=1", "READY=1 ", "\n\n", "STOPPING=1"})
    EXPECT_FALSE(read_notification(other).ready) << other;
}

TEST(Notification, TheStatusIsForPeople) {
  EXPECT_EQ(read_notification("STATUS=first\nMAINPID=1\nSTATUS=3 of 4 loaded").status, "3 of 4 loaded");
  EXPECT_EQ(read_notification("READY=1").status, std::nullopt);
  EXPECT_EQ(read_notification("STATUS=" + std::string(1000, 'x')).status->size(), status_limit_bytes);
}

}  // namespace
}  // namespace rouse::supervise
