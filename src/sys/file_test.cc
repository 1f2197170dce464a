#include "sys/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "sys/account.h"

namespace rouse::sys {
namespace {

class SysFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(directory); }
  void TearDown() override { std::filesystem::remove_all(directory); }
  std::string path(const std::string& name) const { return directory + "/" + name; }

  std::string directory = testing::TempDir() + "sys_file_test." + std::to_string(::getpid());
};

TEST_F(SysFile, WhatIsWrittenIsRead) {
  std::string content(100'000, 'x');
  content[50'000] = '\0';
  ASSERT_TRUE(exclusive_create(path("a"), content, 0640));
  EXPECT_EQ(read_file(path("a")).value(), content);
  struct stat status{};
  ASSERT_EQ(::stat(path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
}

TEST_F(SysFile, ReadingHasALimitAndNamesWhatFailed) {
  ASSERT_TRUE(exclusive_create(path("a"), std::string(100, 'x')));
  EXPECT_TRUE(read_file(path("a"), 100));
  EXPECT_EQ(read_file(path("a"), 99).error().code, EFBIG);
  EXPECT_EQ(read_file(directory).error().code, EISDIR);
  EXPECT_EQ(read_file(path("missing")).error().text(),
            "open " + path("missing") + ": No such file or directory");
}

TEST_F(SysFile, APidFileIsCreatedOnlyOnce) {
  ASSERT_TRUE(exclusive_create(path("pid"), "1\n"));
  EXPECT_EQ(exclusive_create(path("pid"), "2\n").error().code, EEXIST);
  EXPECT_EQ(read_file(path("pid")).value(), "1\n");
  ASSERT_TRUE(unlink(path("pid")));
  EXPECT_EQ(unlink(path("pid")).error().code, ENOENT);
}

TEST_F(SysFile, DirectoryEntriesAreRegularAfterFollowingLinks) {
  ASSERT_TRUE(exclusive_create(path("file"), ""));
  std::filesystem::create_directory(path("sub"));
  std::filesystem::create_symlink("file", path("link"));
  std::filesystem::create_symlink("nowhere", path("dangling"));
  Result<std::vector<DirectoryEntry>> entries = read_directory(directory);
  ASSERT_TRUE(entries);
  std::string regular;
  std::sort(entries->begin(), entries->end(), [](auto& a, auto& b) { return a.name < b.name; });
  for (const DirectoryEntry& entry : *entries) regular += entry.name + (entry.regular ? "+" : "-");
  EXPECT_EQ(regular, "dangling-file+link+sub-");
}

TEST_F(SysFile, AppendingKeepsWhatIsThere) {
  ASSERT_TRUE(exclusive_create(path("log"), "one\n"));
  Result<Fd> log = open_append(path("log"));
  ASSERT_TRUE(log);
  ASSERT_TRUE(write_all(log->raw(), "two\n"));
  EXPECT_EQ(read_file(path("log")).value(), "one\ntwo\n");
  EXPECT_EQ(file_size(log->raw()).value(), 8U);
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(open_append(path("fifo")).error().code, ENXIO);  // and does not block
}

TEST_F(SysFile, OthersWhoMayWriteAreNoticed) {
  ASSERT_TRUE(exclusive_create(path("a"), "", 0644));
  EXPECT_FALSE(writable_by_others(path("a")));
  ::chmod(path("a").c_str(), 0646);
  EXPECT_TRUE(writable_by_others(path("a")));
  EXPECT_FALSE(writable_by_others(path("missing")));
  if (::geteuid() != 0) return;
  ::chmod(path("a").c_str(), 0600);
  ASSERT_EQ(::chown(path("a").c_str(), 65534, 0), 0);
  EXPECT_TRUE(writable_by_others(path("a")));
}

TEST_F(SysFile, OnlyRegularFilesAreExecutable) {
  EXPECT_TRUE(executable("/bin/sh"));
  EXPECT_EQ(executable("/bin").error().code, EISDIR);
  EXPECT_EQ(executable(path("missing")).error().code, ENOENT);
  ASSERT_TRUE(exclusive_create(path("a"), "", 0644));
  EXPECT_EQ(executable(path("a")).error().code, EACCES);
}

TEST(SysAccount, RootIsKnownAndNobodyElseInvented) {
  Result<User> root = user("root");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->uid, 0U);
  EXPECT_EQ(group("root").value(), 0U);
  Result<User> unknown = user("no-such-user-here");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, 0);
  EXPECT_EQ(unknown.error().text(), "no such user no-such-user-here");
  EXPECT_EQ(group("no-such-group-here").error().code, 0);
}

TEST(SysAccount, GroupsHoldThePrimaryOne) {
  Result<std::vector<gid_t>> groups = groups_of("root", 4242);
  ASSERT_TRUE(groups);
  EXPECT_NE(std::find(groups->begin(), groups->end(), 4242U), groups->end());
}

}  // namespace
}  // namespace rouse::sys
