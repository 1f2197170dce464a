#include "sysv/rc_level.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

using Locks = std::set<std::string, std::less<>>;

TEST(RcLevel, EachLinkIsReadWithItsScript) {
  fakes::ScriptTree root;
  root.script("web", "### BEGIN INIT INFO\n# Required-Start: db\n# Default-Start: 3\n### END INIT INFO\n");
  root.script("plain", "# nothing\n");
  ::chmod((root.root() + "/etc/init.d/web").c_str(), 0755);
  root.link("S20web", "3");
  root.link("K30plain", "3");
  root.link("S40gone", "3");
  auto entries = read_level(Tree(root.root()), 3);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ(file_name((*entries)[0].link), "K30plain");
  EXPECT_FALSE((*entries)[0].executable);
  EXPECT_FALSE((*entries)[0].header.lsb);
  EXPECT_TRUE((*entries)[1].executable);
  EXPECT_EQ((*entries)[1].header.required_start, std::vector<std::string>{"db"});
  EXPECT_FALSE((*entries)[2].executable) << "it leads nowhere";
}

TEST(RcLevel, AHeaderWithoutLevelsCountsForItsNeeds) {
  fakes::ScriptTree root;
  root.script("web", "### BEGIN INIT INFO\n# Required-Start: db\n# Default-Start:\n### END INIT INFO");
  root.link("S20web", "3");
  auto entries = read_level(Tree(root.root()), 3);
  ASSERT_TRUE(entries);
  EXPECT_TRUE(entries->front().header.lsb);
  EXPECT_EQ(entries->front().header.required_start, std::vector<std::string>{"db"});
}

TEST(RcLevel, AnOverrideFileChangesWhatAScriptNeeds) {
  fakes::ScriptTree root;
  root.script("web", "### BEGIN INIT INFO\n# Required-Start: db\n# Default-Start: 3\n### END INIT INFO\n");
  root.write("/etc/chkconfig.d/web", "### BEGIN INIT INFO\n# Required-Start: cache\n### END INIT INFO\n");
  root.link("S20web", "3");
  auto entries = read_level(Tree(root.root()), 3);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().header.required_start, std::vector<std::string>{"cache"});
}

TEST(RcLevel, LocksAreReadAndCleared) {
  fakes::ScriptTree root;
  Tree tree(root.root());
  EXPECT_EQ(read_locks(tree), Locks{});
  root.write("/var/lock/subsys/web", "");
  root.write("/var/lock/subsys/db", "");
  EXPECT_EQ(read_locks(tree), (Locks{"db", "web"}));
  clear_locks(tree);
  EXPECT_EQ(read_locks(tree), Locks{});
}

}  // namespace
}  // namespace rouse::sysv
