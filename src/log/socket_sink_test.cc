#include "log/socket_sink.h"

#include <gtest/gtest.h>

#include "fakes/log_socket.h"
#include "fakes/temporary_folder.h"

namespace rouse::log {
namespace {

std::string bare(const Line& line, const Identity&) {
  return "<" + std::to_string(line.priority) + ">" + std::string(line.text);
}

class SocketSinkTest : public testing::Test {
 protected:
  void write(std::string_view text) { sink.write({0, 3 << 3 | 6, text, {}, {}}); }

  fakes::TemporaryFolder folder;
  std::string path = folder.path("log");
  SocketSink sink{{"roused", 7}, path, bare};
};

TEST_F(SocketSinkTest, OneDatagramALine) {
  fakes::LogSocket daemon(path);
  write("one");
  write("two");
  EXPECT_EQ(daemon.next(), "<30>one");
  EXPECT_EQ(daemon.next(), "<30>two");
  EXPECT_EQ(daemon.next(), "nothing");
}

TEST_F(SocketSinkTest, FallsBackToAStreamWithNulBetweenRecords) {
  fakes::LogSocket daemon(path, SOCK_STREAM);
  write("one");
  write("two");
  EXPECT_EQ(daemon.next(), std::string("<30>one\0<30>two\0", 16));
}

TEST_F(SocketSinkTest, TellsHowManyLinesWereLostWithoutADaemon) {
  write("lost");
  write("lost");
  EXPECT_EQ(sink.lost(), 2U);
  fakes::LogSocket daemon(path);
  write("three");
  EXPECT_EQ(daemon.next(), "<28>2 log lines were lost before this one");
  EXPECT_EQ(daemon.next(), "<30>three");
  write("four");
  EXPECT_EQ(daemon.next(), "<30>four");
}

TEST_F(SocketSinkTest, ConnectsAgainToADaemonThatWasRestarted) {
  for (int type : {SOCK_DGRAM, SOCK_STREAM}) {
    {
      fakes::LogSocket daemon(path, type);
      write("before");
      EXPECT_EQ(daemon.next().substr(0, 10), "<30>before");
      daemon.hang_up();
    }
    fakes::LogSocket daemon(path, type);
    write("after");
    EXPECT_EQ(daemon.next().substr(0, 9), "<30>after");
  }
  EXPECT_EQ(sink.lost(), 0U);
}

TEST_F(SocketSinkTest, ADaemonThatDoesNotReadBlocksNobody) {
  fakes::LogSocket daemon(path);
  std::string text(1000, 'x');
  while (sink.lost() == 0) write(text);
  write(text);
  EXPECT_EQ(daemon.next(), "<30>" + text);
  EXPECT_EQ(daemon.next(), "<30>" + text);
  write("again");
  std::string last = daemon.next();
  std::string told;
  for (std::string line = last; line != "nothing"; line = daemon.next()) {
    told += line.find("lost") != std::string::npos ? line : "";
    last = line;
  }
  EXPECT_EQ(told, "<28>2 log lines were lost before this one");
  EXPECT_EQ(last, "<30>again");
}

TEST_F(SocketSinkTest, HalfARecordIsTheLastOfItsStream) {
  fakes::LogSocket daemon(path, SOCK_STREAM);
  std::string text(100'000, 'x');
  while (sink.lost() == 0) write(text);
  std::string got = daemon.next();
  while (got != "" && got != "nothing") got = daemon.next();
  EXPECT_EQ(got, "") << "the sink has not hung up";
  daemon.hang_up();
  write("after");
  EXPECT_EQ(daemon.next(), std::string("<28>1 log lines were lost before this one\0<30>after\0", 52));
}

}  // namespace
}  // namespace rouse::log
