#include "sys/ownership.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fakes/temporary_folder.h"
#include "sys/socket.h"

namespace rouse::sys {
namespace {

class OwnershipTest : public testing::Test {
 protected:
  mode_t mode() const {
    struct stat status{};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
  }
  fakes::TemporaryFolder folder;
  std::string path = folder.path("it");
};

TEST_F(OwnershipTest, AFolderThatIsThereStaysAsItIs) {
  ASSERT_TRUE(make_folder(path, 0700));
  ASSERT_TRUE(make_folder(path, 0755));
  EXPECT_EQ(mode(), 0700U);
  EXPECT_EQ(make_folder(path + "/no/such", 0755).error().code, ENOENT);
}

TEST_F(OwnershipTest, ASocketHasItsModeFromTheStart) {
  mode_t before = ::umask(0);
  Fd socket = std::move(*open_socket(AF_UNIX, SOCK_STREAM));
  Result<void> bound = bind_unix(socket.raw(), path, 0640);
  EXPECT_EQ(::umask(before), 0U);
  ASSERT_TRUE(bound);
  EXPECT_EQ(mode(), 0640U);
}

TEST_F(OwnershipTest, AFileIsSharedAndNoLinkFollowed) {
  ASSERT_TRUE(lock_file(path));
  ASSERT_TRUE(share(path, ::getegid(), 0640));
  EXPECT_EQ(mode(), 0640U);
  std::string link = folder.path("link");
  ASSERT_EQ(::symlink(path.c_str(), link.c_str()), 0);
  EXPECT_FALSE(share(link, ::getegid(), 0666));
  EXPECT_EQ(mode(), 0640U);
}

TEST_F(OwnershipTest, ALockIsHeldOnceAtATime) {
  Result<Fd> lock = lock_file(path);
  ASSERT_TRUE(lock);
  EXPECT_EQ(mode(), 0600U);
  EXPECT_EQ(lock_file(path).error().code, EWOULDBLOCK);
  lock->reset();
  EXPECT_TRUE(lock_file(path));
}

TEST_F(OwnershipTest, ALockIsNoLinkToAnotherFile) {
  ASSERT_EQ(::symlink("/dev/null", path.c_str()), 0);
  EXPECT_EQ(lock_file(path).error().code, ELOOP);
}

}  // namespace
}  // namespace rouse::sys
