#include "sys/stamp.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

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
