#include "supervise/pid_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <vector>

#include "fakes/temporary_folder.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"

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

  static std::string doubt(const std::string& path, WallTime since) {
    return doubt_about(pid_note(path).value(), since);
  }

  /// A process of that user, who waits for its end.
  pid_t sleeper(uid_t user = ::geteuid()) {
    Result<sys::OutputPipe> pipe = sys::open_output_pipe();
    Result<pid_t> child = sys::fork_child([&] {
      (void)sys::set_parent_death_signal(SIGKILL);
      bool became = user == ::geteuid() || ::setuid(user) == 0;
      (void)sys::write_all(pipe->write_end.raw(), became ? "." : "");
      for (;;) ::pause();
      return 0;
    });
    pids.push_back(child.value());
    pollfd became{pipe->read_end.raw(), POLLIN, 0};
    EXPECT_EQ(::poll(&became, 1, -1), 1);
    return pids.back();
  }
  void TearDown() override {
    for (pid_t pid : pids) {
      (void)sys::kill(pid, SIGKILL);
      (void)sys::reap(pid);
    }
  }

  std::vector<pid_t> pids;
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
  std::string path = file(std::to_string(sleeper()));
  write_at(path, own_start - 100);
  EXPECT_EQ(doubt(path, own_start + 100), "which was started after that had been written");
  EXPECT_EQ(doubt(path, own_start - 5), "") << "this start has brought it";
  write_at(path, own_start + 100);
  EXPECT_EQ(doubt(path, own_start + 200), "") << "it ran already when the file was written";
}

TEST_F(PidFileTest, WhoIsGoneIsNotMeant) {
  Result<pid_t> child = sys::fork_child([] { return 0; });
  ASSERT_TRUE(sys::reap(*child));
  EXPECT_EQ(doubt(file(std::to_string(*child)), 0), "which is gone");
}

/// It was: root ended whomever the pid file of a server without rights named, his own daemon and all.
TEST_F(PidFileTest, NobodyIsEndedOnTheWordOfOneWhoMayNotEndHim) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  std::string path = file(std::to_string(sleeper()));
  EXPECT_EQ(doubt(path, 0), "");
  ASSERT_EQ(::chown(path.c_str(), 12345, 0), 0);
  EXPECT_EQ(doubt(path, 0), "but that file is of uid 12345, and the process of uid 0");
  EXPECT_EQ(doubt(file(std::to_string(sleeper(12345))), 0), "") << "his own";
  ASSERT_EQ(::chown(path.c_str(), 0, 0), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  EXPECT_EQ(doubt(path, 0), "but everybody may write there");
}

TEST_F(PidFileTest, ProcessOneAndTheDaemonItselfAreNeverMeant) {
  for (pid_t pid : {pid_t{1}, ::getpid(), ::getppid()})
    EXPECT_EQ(doubt(file(std::to_string(pid)), 0), "which is no daemon of a script") << pid;
}

/// It might lead to a file of root, which names somebody else.
TEST_F(PidFileTest, ALinkIsNotFollowed) {
  std::string path = file(std::to_string(sleeper()));
  ASSERT_EQ(::symlink(path.c_str(), folder.path("link").c_str()), 0);
  EXPECT_TRUE(pid_note(path));
  EXPECT_FALSE(pid_note(folder.path("link")));
}

}  // namespace
}  // namespace rouse::supervise
