#include "builtin/stream.h"

#include <netinet/in.h>

#include <cstdlib>
#include <ctime>

#include "builtin/daytime.h"
#include "builtin/farewell.h"
#include "builtin/time.h"
#include "fakes/conversation.h"
#include "fakes/stream_talk.h"

namespace rouse::builtin {
namespace {

using fakes::hear;
using fakes::say;

class Stream : public fakes::ConversationTest {
 protected:
  void begin(Kind kind) {
    ended = false;
    tasks.start(lasts(kind)
                    ? fakes::converse(kind, loop.get(), std::move(connection.accepted), &scratch, &ended)
                    : fakes::tell(kind, loop.get(), std::move(connection.accepted), &scratch, &ended));
    settle();
  }
  void hang_up() { ::shutdown(connection.connected.raw(), SHUT_WR); }
  void reset() {
    linger abort{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection.connected.raw(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    connection.connected.reset();
  }

  fakes::Connection connection = fakes::tcp_connection();
  Scratch scratch{};
  bool ended = false;
};

TEST_F(Stream, EchoSaysBackUntilTheCallerIsDone) {
  begin(Kind::echo);
  say(connection.connected, "hello\n");
  EXPECT_EQ(hear_bytes(connection.connected, 6), "hello\n");
  say(connection.connected, std::string(3, '\0'));
  EXPECT_EQ(hear_bytes(connection.connected, 3), std::string(3, '\0'));
  EXPECT_FALSE(ended);
  hang_up();
  EXPECT_TRUE(hear_all(connection.connected).end);
  EXPECT_TRUE(ended);
}

/// Sends numbered bytes as long as the other side takes them, turning the loop, at most `limit_bytes`.
std::size_t flood(const Fd& fd, loop::Loop& loop, std::size_t limit_bytes) {
  std::string block(65536, '\0');
  std::size_t total = 0;
  for (int blocked = 0; blocked < 3 && total < limit_bytes;) {
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>((total + i) % 251);
    ssize_t sent = ::send(fd.raw(), block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    blocked = sent < 0 ? blocked + 1 : 0;
    if (sent > 0) total += static_cast<std::size_t>(sent);
    while (loop.turn(0) > 0) {
    }
  }
  return total;
}

bool numbered(const std::string& bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != static_cast<char>(i % 251)) return false;
  }
  return true;
}

TEST_F(Stream, EchoTakesNoMoreFromACallerThanHeReadsAndLosesNothing) {
  constexpr std::size_t more_than_any_kernel_buffer = 256 << 20;
  begin(Kind::echo);
  std::size_t sent = flood(connection.connected, *loop, more_than_any_kernel_buffer);
  EXPECT_LT(sent, more_than_any_kernel_buffer);
  hang_up();
  std::string back = hear_all(connection.connected).bytes;
  EXPECT_EQ(back.size(), sent);
  EXPECT_TRUE(numbered(back));
}

TEST_F(Stream, ACallerWhoResetsEndsEveryKind) {
  for (Kind kind : {Kind::echo, Kind::discard, Kind::chargen}) {
    connection = fakes::tcp_connection();
    begin(kind);
    EXPECT_FALSE(ended);
    reset();
    while (!ended) loop->turn(0);
  }
}

TEST_F(Stream, DiscardTakesEverythingAndSaysNothing) {
  begin(Kind::discard);
  std::size_t sent = flood(connection.connected, *loop, 4 << 20);
  EXPECT_GE(sent, 4U << 20);
  hang_up();
  fakes::Heard heard = hear_all(connection.connected);
  EXPECT_TRUE(heard.end);
  EXPECT_EQ(heard.bytes, "");
  EXPECT_TRUE(ended);
}

TEST_F(Stream, DaytimeAndTimeSayOneThingAndClose) {
  clock.set_wall(1795395517);
  begin(Kind::daytime);
  fakes::Heard heard = hear(connection.connected);
  EXPECT_EQ(heard.bytes, daytime_text(1795395517));
  EXPECT_TRUE(hear(connection.connected).end);
  EXPECT_TRUE(ended);
  connection = fakes::tcp_connection();
  begin(Kind::time);
  EXPECT_EQ(hear(connection.connected).bytes, "\xee\xae\x0e=");
  EXPECT_TRUE(hear(connection.connected).end);
}

// A health checker that sends its request saw "connection reset" instead of the time.
TEST_F(Stream, WhoTalksToDaytimeIsNotReset) {
  say(connection.connected, "GET / HTTP/1.0\r\n\r\n");
  begin(Kind::daytime);
  say(connection.connected, "Host: a\r\n");
  settle();
  say(connection.connected, "\r\n");
  fakes::Heard heard = hear_all(connection.connected);
  EXPECT_EQ(heard.error, 0);
  EXPECT_EQ(heard.bytes, daytime_text(clock.wall()));
  EXPECT_FALSE(ended);
  connection.connected.reset();
  settle();
  EXPECT_TRUE(ended);
}

TEST_F(Stream, WhoTalksToTimeAndDoesNotCloseIsLeftAfterAWhile) {
  say(connection.connected, "?");
  begin(Kind::time);
  advance(farewell_patience - std::chrono::seconds(1));
  EXPECT_FALSE(ended);
  advance(std::chrono::seconds(1));
  EXPECT_TRUE(ended);
}

class DaytimeText : public testing::Test {
 protected:
  static void use_zone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  void TearDown() override { use_zone("UTC0"); }
};

// Seen from Debian's xinetd 2.3.15.3: "23 NOV 2026 00:58:37 UTC\r\n" and ee ae 0e 3d at that second.
TEST_F(DaytimeText, IsXinetds) {
  use_zone("UTC0");
  EXPECT_EQ(daytime_text(1795395517), "23 NOV 2026 00:58:37 UTC\r\n");
  EXPECT_EQ(daytime_text(0), "01 JAN 1970 00:00:00 UTC\r\n");
  EXPECT_EQ(daytime_text(1709164800), "29 FEB 2024 00:00:00 UTC\r\n");
}

TEST_F(DaytimeText, IsLocal) {
  use_zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(daytime_text(1795395517), "23 NOV 2026 01:58:37 CET\r\n");
  EXPECT_EQ(daytime_text(1782864000), "01 JUL 2026 02:00:00 CEST\r\n");
}

TEST(TimeBytes, AreXinetdsAndWrapIn2036) {
  EXPECT_EQ(time_bytes(1795395517), (std::array<char, 4>{'\xee', '\xae', '\x0e', '\x3d'}));
  EXPECT_EQ(time_bytes(2085978496), (std::array<char, 4>{0, 0, 0, 0}));
}

}  // namespace
}  // namespace rouse::builtin
