#include "control/entrance.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <span>

#include "fakes/temporary_folder.h"
#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::control {
namespace {

class EntranceTest : public testing::Test {
 protected:
  mode_t mode_of(const std::string& at) const {
    struct stat status{};
    EXPECT_EQ(::lstat(at.c_str(), &status), 0) << at;
    return status.st_mode;
  }
  /// A socket at the path that nobody listens on: what a daemon leaves that was killed.
  void leave_stale_socket() const {
    Result<Fd> socket = sys::open_socket(AF_UNIX, SOCK_STREAM);
    ASSERT_TRUE(sys::bind_unix(socket->raw(), path));
  }

  fakes::TemporaryFolder folder;
  std::string path = folder.path("control");
};

TEST_F(EntranceTest, IsForItsOwnUserAlone) {
  Result<Entrance> entrance = Entrance::open(path, std::nullopt);
  ASSERT_TRUE(entrance) << entrance.error().text();
  EXPECT_EQ(mode_of(path), S_IFSOCK | 0600U);
  EXPECT_EQ(mode_of(path + ".lock"), S_IFREG | 0600U);
}

/// With one for which whoever closes it last waits, members of the group held up everybody.
TEST_F(EntranceTest, TakesNoDescriptorsWhereTheKernelCanRefuseThem) {
  Result<Entrance> entrance = Entrance::open(path, std::nullopt);
  ASSERT_TRUE(entrance) << entrance.error().text();
  Result<Fd> client = sys::open_socket(AF_UNIX, SOCK_STREAM);
  ASSERT_TRUE(sys::connect_unix(client->raw(), path));
  if (!sys::refuse_descriptors(client->raw())) GTEST_SKIP() << "this kernel cannot";
  int own = client->raw();
  EXPECT_TRUE(sys::send_message(own, std::as_bytes(std::span("x"))));
  EXPECT_FALSE(sys::send_message(own, std::as_bytes(std::span("x")), std::span(&own, 1)));
}

TEST_F(EntranceTest, IsForTheReadersToo) {
  Result<Entrance> entrance = Entrance::open(path, ::getegid());
  ASSERT_TRUE(entrance) << entrance.error().text();
  EXPECT_EQ(mode_of(path), S_IFSOCK | 0660U);
}

TEST_F(EntranceTest, StaysItsUsersAloneWhereHeMayNotGiveItAway) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may give anything to anybody";
  ASSERT_TRUE(Entrance::open(path, 0));
  Result<Entrance> entrance = Entrance::open(path, 0);
  ASSERT_TRUE(entrance) << entrance.error().text();
  EXPECT_EQ(mode_of(path), S_IFSOCK | 0600U);
}

TEST_F(EntranceTest, LeavesASocketAloneThatTookItsPlace) {
  std::optional<Result<Entrance>> first = Entrance::open(path, std::nullopt);
  ASSERT_TRUE(sys::unlink(path) && sys::unlink(path + ".lock"));
  Result<Entrance> second = Entrance::open(path, std::nullopt);
  ASSERT_TRUE(second) << second.error().text();
  first.reset();
  EXPECT_EQ(::access(path.c_str(), F_OK), 0);
}

TEST_F(EntranceTest, MakesItsFolderWhateverTheUmask) {
  mode_t before = ::umask(0077);
  std::string deeper = folder.path("rouse/control");
  Result<Entrance> entrance = Entrance::open(deeper, std::nullopt);
  ::umask(before);
  ASSERT_TRUE(entrance) << entrance.error().text();
  EXPECT_EQ(mode_of(folder.path("rouse")), S_IFDIR | 0755U);
}

TEST_F(EntranceTest, IsGoneWithItsDaemon) {
  {
    Result<Entrance> entrance = Entrance::open(path, std::nullopt);
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST_F(EntranceTest, OfAnotherDaemonIsNotTouched) {
  Result<Entrance> first = Entrance::open(path, std::nullopt);
  Result<Entrance> second = Entrance::open(path, std::nullopt);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EWOULDBLOCK);
  Result<Fd> socket = sys::open_socket(AF_UNIX, SOCK_STREAM);
  EXPECT_TRUE(sys::connect_unix(socket->raw(), path));
}

TEST_F(EntranceTest, ReplacesAStaleSocket) {
  leave_stale_socket();
  EXPECT_TRUE(Entrance::open(path, std::nullopt));
}

TEST_F(EntranceTest, ReplacesNothingElse) {
  std::ofstream(path) << "somebody's file";
  Result<Entrance> entrance = Entrance::open(path, std::nullopt);
  ASSERT_FALSE(entrance);
  EXPECT_EQ(entrance.error().code, EADDRINUSE);
  EXPECT_EQ(folder.read("control"), "somebody's file");
}

}  // namespace
}  // namespace rouse::control
