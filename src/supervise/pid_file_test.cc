#include "supervise/pid_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "fakes/temporary_folder.h"
#include "sys/process.h"

namespace rouse::supervise {
namespace {

class PidFileTest : public testing::Test {
 protected:
  std::string file(const std::string& text) {
    std::string path = folder.path("pid");
    std::ofstream(path) << text;
    return path;
  }

  /// The file as if it had been written at `at`.
  static void write_at(const std::string& path, WallTime at) {
    timespec times[2] = {{.tv_sec = at, .tv_nsec = 0}, {.tv_sec = at, .tv_nsec = 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }

  fakes::TemporaryFolder folder;
  WallTime own_start = sys::start_of(::getpid()).value();
};

TEST_F(PidFileTest, TheFirstLineIsANumber) {
  EXPECT_EQ(pid_in(file("123\n")), 123);
  EXPECT_EQ(pid_in(file(" 123 \nmore\n")), 123);
  for (const char* bad : {"", "\n", "0\n", "-1\n", "x\n", "12x\n", "99999999\n"})
    EXPECT_EQ(pid_in(file(bad)), std::nullopt) << bad;
  EXPECT_EQ(pid_in("/nowhere/pid"), std::nullopt);
}

/// A number that was given away behind the file's back is somebody else's.
TEST_F(PidFileTest, ALaterProcessIsNotMeant) {
  std::string path = file(std::to_string(::getpid()));
  write_at(path, own_start - 100);
  EXPECT_FALSE(means_process(path, ::getpid(), own_start + 100));
  EXPECT_TRUE(means_process(path, ::getpid(), own_start - 5)) << "this start has brought it";
  write_at(path, own_start + 100);
  EXPECT_TRUE(means_process(path, ::getpid(), own_start + 200)) << "it ran already when the file was written";
}

TEST_F(PidFileTest, WhoIsGoneIsNotMeant) {
  Result<pid_t> child = sys::fork_child([] { return 0; });
  ASSERT_TRUE(sys::reap(*child));
  EXPECT_FALSE(means_process(file("1"), *child, 0));
}

}  // namespace
}  // namespace rouse::supervise
