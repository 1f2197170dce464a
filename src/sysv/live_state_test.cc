#include "sysv/live_state.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

class LiveState : public testing::Test {
 protected:
  bool runs(const std::string& comments = {}) {
    tree.script("httpd", "# chkconfig: 345 85 15\n" + comments);
    Tree files(tree.root());
    return seems_to_run(files, read_script(files, "httpd").value());
  }

  fakes::ScriptTree tree;
  std::string alive = std::to_string(::getpid());
};

TEST_F(LiveState, WithoutATraceItIsStopped) { EXPECT_FALSE(runs()); }

TEST_F(LiveState, APidFileOfItsNameTells) {
  tree.write("/var/run/httpd.pid", alive + "\n");
  EXPECT_TRUE(runs());
  tree.write("/var/run/httpd.pid", "2147483646 " + alive);
  EXPECT_TRUE(runs());
}

TEST_F(LiveState, ThePidFileOfItsCommentTells) {
  tree.write("/var/run/httpd/httpd.pid", alive);
  EXPECT_FALSE(runs());
  EXPECT_TRUE(runs("# pidfile: /var/run/httpd/httpd.pid\n"));
  EXPECT_TRUE(runs("# pidfile:\t/nowhere /var/run/httpd/httpd.pid\n"));
}

TEST_F(LiveState, ALockTellsWhereThereIsNoPidFile) {
  tree.write("/var/lock/subsys/httpd", "");
  EXPECT_TRUE(runs());
}

// Dead, but its lock is still there: "dead but subsys locked" in the words of its script.
TEST_F(LiveState, APidFileOfADeadProcessCountsMoreThanTheLock) {
  tree.write("/var/lock/subsys/httpd", "");
  for (const char* text : {"2147483646\n", "", "nonsense", "-1", "0"}) {
    tree.write("/var/run/httpd.pid", text);
    EXPECT_FALSE(runs()) << text;
  }
}

}  // namespace
}  // namespace rouse::sysv
