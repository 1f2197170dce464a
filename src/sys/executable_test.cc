#include "sys/executable.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>
#include <cstring>
#include <limits>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::sys {
namespace {

class Executables : public testing::Test {
 protected:
  std::string file(mode_t mode) {
    std::string path = folder_.path("server");
    EXPECT_TRUE(exclusive_create(path, "0123456789", mode));
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  static int refusal(const std::string& path) {
    Result<Executable> opened = open_executable(path);
    return opened ? 0 : opened.error().code;
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(Executables, TellWhatTheKernelWouldSee) {
  Result<Executable> opened = open_executable(file(04711));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->mode & 07777, 04711U);
  EXPECT_FALSE(opened->has_capabilities);
}

TEST_F(Executables, AreRegularFilesThatSomebodyMayExecute) {
  EXPECT_EQ(refusal(file(0644)), EACCES);
  EXPECT_EQ(refusal("/"), EACCES);
  EXPECT_EQ(refusal("/dev/null"), EACCES);
  EXPECT_EQ(refusal(folder_.path("nothing")), ENOENT);
  ASSERT_EQ(::mkfifo(folder_.path("fifo").c_str(), 0755), 0);
  EXPECT_EQ(refusal(folder_.path("fifo")), EACCES);
}

TEST_F(Executables, MayHaveCapabilities) {
  // cap_net_bind_service=ep, as setcap writes it.
  const std::array<unsigned char, 20> capability{1, 0, 0, 2, 0, 4};
  std::string path = file(0755);
  if (::setxattr(path.c_str(), "security.capability", capability.data(), capability.size(), 0) != 0)
    GTEST_SKIP() << "setxattr: " << std::strerror(errno);
  Result<Executable> opened = open_executable(path);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->has_capabilities);
}

TEST_F(Executables, AreReadFromAnywhere) {
  Result<Executable> opened = open_executable(file(0755));
  ASSERT_TRUE(opened);
  std::array<std::byte, 4> out{};
  EXPECT_EQ(read_at(opened->file.raw(), 2, out), 4U);
  EXPECT_EQ(out[0], std::byte{'2'});
  EXPECT_EQ(read_at(opened->file.raw(), 8, out), 2U);
  EXPECT_EQ(out[1], std::byte{'9'});
  EXPECT_EQ(read_at(opened->file.raw(), 10, out), 0U);
  EXPECT_EQ(read_at(opened->file.raw(), std::numeric_limits<std::uint64_t>::max(), out), 0U);
}

}  // namespace
}  // namespace rouse::sys
