#include "sys/stamp.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::sys {
namespace {

class Stamp : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/stamp-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = pattern + "/x";
  }
  void TearDown() override {
    (void)unlink(path_);
    ::rmdir(path_.substr(0, path_.rfind('/')).c_str());
  }
  std::string path_;
};

TEST_F(Stamp, ChangesWithTheFileAndKnowsTheSameOne) {
  ASSERT_TRUE(exclusive_create(path_, "one"));
  FileStamp before = *stamp_of(path_);
  EXPECT_EQ(before, *stamp_of(path_));
  Fd file = *open_append(path_);
  ASSERT_TRUE(write_all(file.raw(), "more"));
  EXPECT_NE(before, *stamp_of(path_));
  EXPECT_TRUE(before.same_file(*stamp_of(path_)));
}

/// `cp -p` and its like make an old time of change; a file's size may be the same by chance.
TEST_F(Stamp, ChangesWithAFileThatLooksAsOldAsBefore) {
  ASSERT_TRUE(exclusive_create(path_, "one"));
  const std::array<timespec, 2> old{timespec{.tv_sec = 1, .tv_nsec = 0}, timespec{.tv_sec = 1, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path_.c_str(), old.data(), 0), 0);
  FileStamp before = *stamp_of(path_);
  FileStamp now = before;
  while (now == before) {  // the kernel's clock for files has a grain
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
    ASSERT_EQ(::utimensat(AT_FDCWD, path_.c_str(), old.data(), 0), 0);
    now = *stamp_of(path_);
  }
  EXPECT_EQ(now.changed_ns, before.changed_ns);
}

TEST_F(Stamp, ADeadSocketIsRemovedALiveOneAndAFileStay) {
  ASSERT_TRUE(exclusive_create(path_, "a file"));
  EXPECT_FALSE(remove_dead_socket(path_));
  ASSERT_TRUE(unlink(path_));
  Fd door = *open_socket(AF_UNIX, SOCK_STREAM);
  ASSERT_TRUE(bind_unix(door.raw(), path_));
  ASSERT_TRUE(listen(door.raw(), 1));
  EXPECT_FALSE(remove_dead_socket(path_));
  door.reset();
  EXPECT_TRUE(remove_dead_socket(path_));
  EXPECT_FALSE(stamp_of(path_));
}

}  // namespace
}  // namespace rouse::sys
