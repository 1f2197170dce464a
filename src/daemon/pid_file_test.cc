#include "daemon/pid_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::daemon {
namespace {

class PidFileTest : public testing::Test {
 protected:
  std::string content() const { return sys::read_file(path_).value_or("none"); }
  fakes::TemporaryFolder folder_;
  std::string path_ = folder_.path("x.pid");
};

TEST_F(PidFileTest, HoldsThePidAndGoesAway) {
  PidFile file(path_);
  ASSERT_TRUE(file.write(4711));
  EXPECT_EQ(content(), "4711\n");
  file.remove();
  EXPECT_EQ(content(), "none");
}

TEST_F(PidFileTest, AnotherDaemonsIsLeftAlone) {
  PidFile leaving(path_), coming(path_);
  ASSERT_TRUE(leaving.write(1));
  ASSERT_TRUE(coming.write(4711));
  leaving.remove();
  EXPECT_EQ(content(), "4711\n");
}

TEST_F(PidFileTest, AStartThatFailsPutsTheRunningDaemonsBack) {
  std::string running = std::to_string(::getpid()) + "\n";
  ASSERT_TRUE(sys::exclusive_create(path_, running));
  PidFile failing(path_);
  ASSERT_TRUE(failing.write(4711));
  failing.give_up();
  EXPECT_EQ(content(), running);
}

TEST_F(PidFileTest, AStartThatFailsBringsNoDeadPidBack) {
  ASSERT_TRUE(sys::exclusive_create(path_, "2147483646\n"));
  PidFile failing(path_);
  ASSERT_TRUE(failing.write(4711));
  failing.give_up();
  EXPECT_EQ(content(), "none");
}

}  // namespace
}  // namespace rouse::daemon
