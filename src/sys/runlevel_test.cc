#include "sys/runlevel.h"

#include <gtest/gtest.h>
#include <utmp.h>
#include <utmpx.h>

#include <cstdlib>

#include "fakes/temporary_folder.h"

namespace rouse::sys {
namespace {

class Runlevel : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("RUNLEVEL");
    ::unsetenv("PREVLEVEL");
    std::ofstream file(path);
    ::utmpxname(path.c_str());
  }
  void TearDown() override {
    ::unsetenv("RUNLEVEL");
    ::unsetenv("PREVLEVEL");
    ::utmpxname(_PATH_UTMP);
  }
  static void record(short type, int pid) {
    utmpx record{};
    record.ut_type = type;
    record.ut_pid = pid;
    ::setutxent();
    EXPECT_NE(::pututxline(&record), nullptr);
    ::endutxent();
  }

  fakes::TemporaryFolder folder;
  std::string path = folder.path("utmp");
};

TEST_F(Runlevel, ItIsWhatInitRecorded) {
  EXPECT_EQ(current_runlevel(), std::nullopt);
  record(BOOT_TIME, 0);
  EXPECT_EQ(current_runlevel(), std::nullopt);
  record(RUN_LVL, 'N' << 8 | '3');
  EXPECT_EQ(current_runlevel(), '3');
  record(RUN_LVL, '3' << 8 | '~');
  EXPECT_EQ(current_runlevel(), std::nullopt);
}

TEST_F(Runlevel, WhatIsRecordedIsTold) {
  ASSERT_TRUE(record_runlevel('3', 'N'));
  EXPECT_EQ(current_runlevel(), '3');
  ASSERT_TRUE(record_runlevel('5', '3'));
  EXPECT_EQ(current_runlevel(), '5');
  ::setutxent();
  const utmpx* record = ::getutxent();
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->ut_pid, '3' << 8 | '5');
  EXPECT_EQ(::getutxent(), nullptr) << "there is one record of it";
  ::endutxent();
}

TEST_F(Runlevel, DuringAChangeTheEnvironmentKnowsIt) {
  record(RUN_LVL, 'N' << 8 | '3');
  ::setenv("RUNLEVEL", "5", 1);
  EXPECT_EQ(current_runlevel(), '3') << "somebody's variable of that name";
  ::setenv("PREVLEVEL", "3", 1);
  EXPECT_EQ(current_runlevel(), '5');
  ::setenv("RUNLEVEL", "55", 1);
  EXPECT_EQ(current_runlevel(), '3');
}

}  // namespace
}  // namespace rouse::sys
