#include "log/file_sink.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>

#include "fakes/temporary_folder.h"

namespace rouse::log {
namespace {

class FileSinkTest : public testing::Test {
 protected:
  std::unique_ptr<FileSink> open(std::uint64_t soft = 0, std::uint64_t hard = 0) {
    auto out = FileSink::open({path, soft, hard}, "telnet", Identity{}, Format::json);
    EXPECT_TRUE(out.has_value());
    return std::move(*out);
  }
  static void write(FileSink& sink, std::string_view text) { sink.write({0, 0, text, "telnet", {}}); }
  static std::vector<std::string> notes(FileSink& sink) {
    std::vector<std::string> out;
    for (const Note& note : sink.take_notes()) out.push_back(note.text);
    return out;
  }
  using Texts = std::vector<std::string>;

  fakes::TemporaryFolder folder;
  std::string path = folder.path("log");
};

TEST_F(FileSinkTest, AppendsLinesToWhatIsThere) {
  write(*open(), "one");
  auto again = open();
  write(*again, "two");
  EXPECT_EQ(folder.read("log"), "one\ntwo\n");
  EXPECT_EQ(notes(*again), Texts());
}

TEST_F(FileSinkTest, AFileThatCannotBeOpenedIsAnError) {
  auto sink = FileSink::open({folder.path("missing/log")}, "telnet", {}, Format::plain);
  ASSERT_FALSE(sink.has_value());
  EXPECT_EQ(sink.error().code, ENOENT);
}

TEST_F(FileSinkTest, TheHardLimitIsToldOnceAndLinesAreLostUntilReopen) {
  auto sink = open(0, 10);
  write(*sink, "123456789");
  EXPECT_EQ(notes(*sink), Texts());
  write(*sink, "passes");
  EXPECT_EQ(notes(*sink), Texts{"Size of telnet log exceeded hard limit"});
  write(*sink, "lost");
  write(*sink, "lost too");
  EXPECT_EQ(notes(*sink), Texts());
  EXPECT_EQ(sink->lost(), 2U);
  EXPECT_EQ(folder.read("log"), "123456789\npasses\n");
  std::rename(path.c_str(), folder.path("log.1").c_str());
  sink->reopen();
  EXPECT_EQ(notes(*sink), Texts{"2 entries of telnet log were lost"});
  write(*sink, "new");
  EXPECT_EQ(folder.read("log"), "new\n");
}

TEST_F(FileSinkTest, ReopeningAFileThatIsStillTooLargeChangesNothing) {
  auto sink = open(0, 3);
  write(*sink, "1234");
  notes(*sink);
  sink->reopen();
  EXPECT_EQ(notes(*sink), Texts{"Size of telnet log exceeded hard limit"});
  write(*sink, "lost");
  EXPECT_EQ(folder.read("log"), "1234\n");
}

TEST_F(FileSinkTest, TheSoftLimitWarnsOnceAndLosesNothing) {
  auto sink = open(5, 100);
  write(*sink, "123456789");
  EXPECT_EQ(notes(*sink), Texts{"Size of telnet log exceeded soft limit"});
  write(*sink, "more");
  EXPECT_EQ(notes(*sink), Texts());
  EXPECT_EQ(folder.read("log"), "123456789\nmore\n");
}

TEST_F(FileSinkTest, AReopenThatFailsKeepsTheOldFile) {
  auto sink = open();
  std::string moved = folder.path("moved");
  std::rename(path.c_str(), moved.c_str());
  ::mkdir(path.c_str(), 0755);
  sink->reopen();
  EXPECT_EQ(notes(*sink), Texts{"creation of telnet log failed: open " + path +
                                ": Is a directory; the old file stays in use"});
  write(*sink, "kept");
  EXPECT_EQ(folder.read("moved"), "kept\n");
}

TEST_F(FileSinkTest, ADiskThatIsFullIsToldOnceAndTheLossWhenItIsNot) {
  auto sink = FileSink::open({"/dev/full"}, "telnet", {}, Format::json);
  ASSERT_TRUE(sink.has_value());
  write(**sink, "lost");
  write(**sink, "lost");
  EXPECT_EQ(notes(**sink),
            Texts{"Error in telnet log: write /dev/full: No space left on device (errno = 28); entries "
                  "are lost until it can be written again"});
  EXPECT_EQ((*sink)->lost(), 2U);
}

/// Files of this process may not grow past so many bytes while this lives: a disk that is full for the test.
class SmallDisk {
 public:
  explicit SmallDisk(std::uint64_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST_F(FileSinkTest, AfterAFullDiskTheNextLineStartsAFreshOne) {
  auto sink = open();
  write(*sink, "first");
  {
    SmallDisk disk(10);
    write(*sink, "torn apart");
    write(*sink, "lost");
  }
  EXPECT_EQ(notes(*sink).size(), 1U);
  write(*sink, "last");
  EXPECT_EQ(folder.read("log"), "first\ntorn\nlast\n");
  EXPECT_EQ(notes(*sink), Texts{"2 entries of telnet log were lost"});
  write(*sink, "more");
  EXPECT_EQ(notes(*sink), Texts());
}

}  // namespace
}  // namespace rouse::log
