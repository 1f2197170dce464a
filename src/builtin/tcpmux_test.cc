#include "builtin/tcpmux.h"

#include "fakes/conversation.h"

namespace rouse::builtin {
namespace {

using fakes::hear;
using fakes::say;
using std::chrono::seconds;

class Tcpmux : public fakes::ConversationTest {
 protected:
  void begin() {
    Instant deadline = clock.now() + seconds(30);
    tasks.start(fakes::keep(read_service_name(loop.get(), std::move(connection.accepted), &scratch, deadline),
                            &request));
    settle();
  }
  void say_and_settle(std::string_view text) {
    say(connection.connected, text);
    settle();
  }

  fakes::Connection connection = fakes::tcp_connection();
  Scratch scratch{};
  std::optional<TcpmuxRequest> request;
};

// xinetd reads once: whatever followed the name in the same packet was lost.
TEST_F(Tcpmux, WhatFollowsTheNameIsTheServices) {
  say(connection.connected, "finger\r\nroot\r\n");
  begin();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::named);
  EXPECT_EQ(request->name, "finger");
  EXPECT_EQ(hear(request->caller).bytes, "root\r\n");
}

// xinetd reads once: a name in two packets was no name.
TEST_F(Tcpmux, ANameMayComeInAnyNumberOfPackets) {
  begin();
  for (std::string_view piece : {"f", "ing", "er", "\r"}) {
    say_and_settle(piece);
    EXPECT_FALSE(request);
  }
  say_and_settle("\n");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "finger");
  EXPECT_EQ(hear(request->caller).bytes, "");
}

TEST_F(Tcpmux, ANamedCallerIsStillConnected) {
  begin();
  say_and_settle("HELP\r\n");
  ASSERT_TRUE(request && request->caller);
  say(request->caller, "finger\r\n");
  EXPECT_EQ(hear(connection.connected).bytes, "finger\r\n");
}

TEST_F(Tcpmux, WhoTakesTooLongIsLeft) {
  begin();
  say_and_settle("fing");
  advance(seconds(29));
  EXPECT_FALSE(request);
  advance(seconds(1));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::late);
  EXPECT_FALSE(request->caller);
}

TEST_F(Tcpmux, WhoSaysNoNameIsLeft) {
  begin();
  say_and_settle("finger\n");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::malformed);
  EXPECT_FALSE(request->caller);
  EXPECT_TRUE(hear(connection.connected).end);  // an end, no reset
}

TEST_F(Tcpmux, WhoNeverComesToAnEndIsLeft) {
  begin();
  for (int i = 0; i < 1023; ++i) say_and_settle("x");
  EXPECT_FALSE(request);
  say_and_settle("x");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::malformed);
}

TEST_F(Tcpmux, WhoGoesBeforeHeHasNamedAServiceIsGone) {
  begin();
  say_and_settle("finger");
  ::shutdown(connection.connected.raw(), SHUT_WR);
  settle();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::gone);
  EXPECT_FALSE(request->caller);
}

TEST_F(Tcpmux, WhoGoesInTheMomentHeSpeaksIsGoneToo) {
  begin();
  say(connection.connected, "finger");
  ::shutdown(connection.connected.raw(), SHUT_WR);
  settle();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->end, TcpmuxEnd::gone);
}

}  // namespace
}  // namespace rouse::builtin
