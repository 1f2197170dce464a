#include "daemon/orphans.h"

#include <unistd.h>

#include "fakes/loop.h"
#include "loop/task.h"
#include "sys/process.h"

namespace rouse::daemon {
namespace {

class OrphansTest : public fakes::LoopTest {};

/// Who has ended is heard of at once, and how, as soon as he is reaped: no time passes in this test.
TEST_F(OrphansTest, AreAttendedUntilTheirParentHasReapedThem) {
  process::Book book = process::Book::create(8).value();
  pid_t child = sys::fork_child([] { return 3; }).value();
  std::vector<Orphan> orphans;
  orphans.push_back({child, sys::pidfd_open(child).value()});
  Fd ended(::dup(orphans.front().pidfd.raw()));
  ASSERT_TRUE(sys::ends_within(ended.raw(), std::chrono::seconds(20)));
  loop::Tasks tasks(*loop);
  tasks.start(attend_orphan(loop.get(), &book, &orphans, child));
  settle();
  bool tells_before = orphans.empty();  // a kernel that does not say how is not waited for by an event
  ASSERT_TRUE(sys::reap(child));
  settle();
  if (!sys::status_of_ended(ended.raw())) GTEST_SKIP() << "this kernel does not tell how others ended";
  EXPECT_FALSE(tells_before);
  EXPECT_TRUE(orphans.empty());
}

}  // namespace
}  // namespace rouse::daemon
