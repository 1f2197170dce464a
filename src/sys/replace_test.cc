#include "sys/replace.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::sys {
namespace {

class Replace : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder.path(name); }
  std::vector<std::string> names() const {
    std::vector<std::string> out = directory_names(path(".")).value();
    std::sort(out.begin(), out.end());
    return out;
  }
  static struct stat status(const std::string& path) {
    struct stat out{};
    EXPECT_EQ(::lstat(path.c_str(), &out), 0);
    return out;
  }

  fakes::TemporaryFolder folder;
};

TEST_F(Replace, TheContentChangesAndTheRightsStay) {
  ASSERT_TRUE(exclusive_create(path("telnet"), "old", 0640));
  ASSERT_TRUE(::geteuid() != 0 || ::chown(path("telnet").c_str(), 12, 34) == 0);
  bool labelled = ::setxattr(path("telnet").c_str(), "user.rouse", "label", 5, 0) == 0;
  struct stat before = status(path("telnet"));
  ASSERT_TRUE(replace_content(path("telnet"), "new"));
  struct stat after = status(path("telnet"));
  EXPECT_EQ(folder.read("telnet"), "new");
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_gid, before.st_gid);
  EXPECT_NE(after.st_ino, before.st_ino) << "written in place: a reader might see half of it";
  char label[8] = {};
  ssize_t kept = ::getxattr(path("telnet").c_str(), "user.rouse", label, sizeof label);
  EXPECT_EQ(kept, labelled ? 5 : -1);
  EXPECT_EQ(names(), std::vector<std::string>{"telnet"});
}

// chkconfig put a file in the place of the link, and the package that owned the target never saw the change.
TEST_F(Replace, ALinkStaysAndItsTargetChanges) {
  ASSERT_TRUE(make_folders(path("far/away")));
  ASSERT_TRUE(exclusive_create(path("far/away/target"), "old"));
  ASSERT_TRUE(make_link("far/away/target", path("link")));
  ASSERT_TRUE(replace_content(path("link"), "new"));
  EXPECT_TRUE(is_link(path("link")));
  EXPECT_EQ(folder.read("far/away/target"), "new");
}

TEST_F(Replace, WhatCannotBeReplacedIsNamedAndLeavesNothingBehind) {
  EXPECT_EQ(replace_content(path("none"), "x").error().text(),
            "realpath " + path("none") + ": No such file or directory");
  ASSERT_TRUE(make_folders(path("folder")));
  EXPECT_EQ(replace_content(path("folder"), "x").error().code, EISDIR);
  EXPECT_EQ(names(), std::vector<std::string>{"folder"});
}

TEST_F(Replace, ALinkTakesThePlaceOfAFileOrALink) {
  ASSERT_TRUE(make_link("../init.d/a", path("S10a")));
  ASSERT_TRUE(make_link("../init.d/b", path("S10a")));
  ASSERT_TRUE(exclusive_create(path("S20c"), "a file"));
  ASSERT_TRUE(make_link("../init.d/c", path("S20c")));
  EXPECT_EQ(std::filesystem::read_symlink(path("S10a")), "../init.d/b");
  EXPECT_EQ(std::filesystem::read_symlink(path("S20c")), "../init.d/c");
  EXPECT_EQ(names(), (std::vector<std::string>{"S10a", "S20c"}));
}

TEST_F(Replace, AFolderIsNoPlaceForALink) {
  ASSERT_TRUE(make_folders(path("S10a")));
  EXPECT_EQ(make_link("x", path("S10a")).error().code, EISDIR);
  EXPECT_EQ(make_link("x", path("none/S10a")).error().text(),
            "symlink " + path("none/S10a") + ": No such file or directory");
  EXPECT_EQ(names(), std::vector<std::string>{"S10a"});
}

TEST_F(Replace, FoldersAreMadeWithThoseAbove) {
  ASSERT_TRUE(make_folders(path("a/b/c")));
  ASSERT_TRUE(make_folders(path("a/b/c")));
  EXPECT_TRUE(std::filesystem::is_directory(path("a/b/c")));
  ASSERT_TRUE(exclusive_create(path("file"), ""));
  EXPECT_EQ(make_folders(path("file")).error().code, ENOTDIR);
  EXPECT_EQ(make_folders(path("file/b")).error().text(), "mkdir " + path("file/b") + ": Not a directory");
}

}  // namespace
}  // namespace rouse::sys
