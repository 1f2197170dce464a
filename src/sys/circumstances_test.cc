#include "sys/circumstances.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/process.h"

namespace rouse::sys {
namespace {

TEST(Circumstances, AreThoseOfTheProcess) {
  ::umask(027);
  Circumstances own = circumstances_of(::getpid()).value();
  ::umask(022);
  EXPECT_EQ(own.umask, 027);
  EXPECT_EQ(own.limits[RLIMIT_NOFILE].soft, descriptor_limits().value().soft);
  EXPECT_EQ(own.limits.size(), RLIM_NLIMITS);
  EXPECT_EQ(circumstances_of(999999999).error().code, ESRCH);
}

TEST(Circumstances, AreTakenByAnotherProcess) {
  Circumstances wanted = circumstances_of(::getpid()).value();
  wanted.limits[RLIMIT_NOFILE].soft = 77;
  wanted.nice = 7;
  wanted.oom_score_adj = 321;
  pid_t child = fork_child([&] {
                  take_circumstances(wanted);
                  Circumstances taken = circumstances_of(::getpid()).value();
                  bool all =
                      taken.limits[RLIMIT_NOFILE].soft == 77 && taken.nice == 7 && taken.oom_score_adj == 321;
                  return all ? 0 : 1;
                }).value();
  EXPECT_EQ(reap(child).value().wait_status, 0);
}

}  // namespace
}  // namespace rouse::sys
