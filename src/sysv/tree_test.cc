#include "sysv/tree.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"
#include "fakes/temporary_folder.h"

namespace rouse::sysv {
namespace {

TEST(Tree, FindsDebiansFolders) {
  fakes::ScriptTree files;
  Tree tree(files.root());
  EXPECT_EQ(tree.scripts(), files.root() + "/etc/init.d");
  EXPECT_EQ(tree.script("cron"), files.root() + "/etc/init.d/cron");
  EXPECT_EQ(tree.level(3), files.root() + "/etc/rc3.d");
  EXPECT_EQ(tree.level(boot_level), files.root() + "/etc/rcS.d");
  EXPECT_EQ(tree.overrides(), files.root() + "/etc/chkconfig.d");
  EXPECT_EQ(tree.xinetd_file("telnet"), files.root() + "/etc/xinetd.d/telnet");
}

TEST(Tree, FindsRedHatsFoldersWithAndWithoutTheirLinksInEtc) {
  fakes::TemporaryFolder folder;
  std::string etc = folder.path("etc");
  std::filesystem::create_directories(etc + "/rc.d/init.d");
  std::filesystem::create_directory(etc + "/rc.d/rc3.d");
  EXPECT_EQ(Tree(folder.path("")).scripts(), folder.path("") + "/etc/rc.d/init.d");
  EXPECT_EQ(Tree(folder.path("")).level(3), folder.path("") + "/etc/rc.d/rc3.d");
  EXPECT_EQ(Tree(folder.path("")).level(4), folder.path("") + "/etc/rc.d/rc4.d")
      << "where ../init.d is the scripts' folder";
  std::filesystem::create_symlink("rc.d/init.d", etc + "/init.d");
  std::filesystem::create_symlink("rc.d/rc3.d", etc + "/rc3.d");
  EXPECT_EQ(Tree(folder.path("")).scripts(), folder.path("") + "/etc/init.d");
  EXPECT_EQ(Tree(folder.path("")).level(3), folder.path("") + "/etc/rc3.d");
}

TEST(Tree, SkipsWhatEditorsAndPackagesLeaveBehind) {
  for (const char* name : {".x", "x~", "x,", "x.rpmsave", "x.rpmnew", "x.rpmorig", "x.swp"})
    EXPECT_TRUE(is_left_behind(name)) << name;
  for (const char* name : {"x", "x.sh", "x.bak", "rpmsave"}) EXPECT_FALSE(is_left_behind(name)) << name;
}

}  // namespace
}  // namespace rouse::sysv
