#include "sysv/preparation.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"
#include "sys/file.h"

namespace rouse::sysv {
namespace {

namespace fs = std::filesystem;

class Preparation : public testing::Test {
 protected:
  Result<void> prepare() { return prepare_red_hat_script(Tree(files.root()), library, script); }
  std::string at(const std::string& path) const { return files.root() + path; }

  void SetUp() override { files.write("/library", "# functions\n"); }

  fakes::ScriptTree files;
  std::string library = files.root() + "/library";
  std::string script = ". /etc/rc.d/init.d/functions\n";
};

TEST_F(Preparation, WhatIsMissingIsMade) {
  ASSERT_TRUE(prepare());
  EXPECT_EQ(fs::read_symlink(at("/etc/init.d/functions")), library);
  EXPECT_EQ(fs::read_symlink(at("/etc/rc.d/init.d/functions")), library);
  EXPECT_EQ(sys::read_file(at("/etc/sysconfig/network")), "NETWORKING=yes\n");
  EXPECT_TRUE(fs::is_directory(at("/var/lock/subsys")));
}

TEST_F(Preparation, WhatIsThereStays) {
  files.write("/etc/init.d/functions", "# the machine's own\n");
  files.write("/etc/sysconfig/network", "NETWORKING=no\n");
  ASSERT_TRUE(prepare());
  EXPECT_EQ(sys::read_file(at("/etc/init.d/functions")), "# the machine's own\n");
  EXPECT_EQ(sys::read_file(at("/etc/sysconfig/network")), "NETWORKING=no\n");
}

TEST_F(Preparation, ALinkThatLeadsNowhereIsRenewed) {
  fs::create_symlink("/nowhere/functions", at("/etc/init.d/functions"));
  ASSERT_TRUE(prepare());
  EXPECT_EQ(fs::read_symlink(at("/etc/init.d/functions")), library);
}

TEST_F(Preparation, OneLinkIsEnoughWhereBothFoldersAreOne) {
  fs::create_directory(at("/etc/rc.d"));
  fs::create_symlink("../init.d", at("/etc/rc.d/init.d"));
  ASSERT_TRUE(prepare());
  EXPECT_EQ(sys::read_file(at("/etc/rc.d/init.d/functions")), "# functions\n");
  EXPECT_TRUE(prepare());
}

TEST_F(Preparation, NoLinkIsMadeToALibraryThatIsNotThere) {
  library = at("/nowhere");
  Result<void> prepared = prepare();
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ENOENT);
  EXPECT_FALSE(fs::is_symlink(at("/etc/init.d/functions")));
}

TEST_F(Preparation, ALibraryThatCannotBeLinkedIsAnError) {
  files.write("/etc/rc.d", "a file where a folder belongs\n");
  Result<void> prepared = prepare();
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code, ENOTDIR);
}

TEST_F(Preparation, OnlyTheLibraryThatIsReadHasToBeThere) {
  files.write("/etc/rc.d", "a file where a folder belongs\n");
  files.write("/etc/init.d/functions", "# the machine's own\n");
  script = ". /etc/init.d/functions\n";
  EXPECT_TRUE(prepare());
}

}  // namespace
}  // namespace rouse::sysv
