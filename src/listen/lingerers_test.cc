#include "listen/lingerers.h"

#include <optional>
#include <vector>

#include "fakes/conversation.h"

namespace rouse::listen {
namespace {

using fakes::hear;
using fakes::say;
using std::chrono::seconds;

loop::Task note_free(loop::Descriptors& descriptors, bool& freed) {
  bool raised = co_await descriptors.freed(std::chrono::hours(1));
  freed = raised;
}

class LingerersTest : public fakes::ConversationTest {
 protected:
  /// A caller who has said `text` to a server that ended without reading it; his end of the connection.
  Fd caller_who_said(std::string_view text) {
    fakes::Connection connection = fakes::tcp_connection();
    say(connection.connected, text);
    say(connection.accepted, "answer");
    lingerers.see_off(std::move(connection.accepted));
    settle();
    return std::move(connection.connected);
  }
  /// Until so many are left, which takes a moment when it is the kernel's turn.
  void wait_for(std::size_t left) {
    for (int turns = 0; turns < 1000 && lingerers.size() > left; ++turns) loop->turn(1);
    EXPECT_EQ(lingerers.size(), left);
  }

  loop::Descriptors descriptors{*loop};
  Lingerers lingerers{*loop, descriptors, 3};
};

// Without them: the answer, and a reset behind it (https://github.com/openSUSE/xinetd/issues/14).
TEST_F(LingerersTest, ACallerWhoseQuestionNobodyReadGetsAnEndOfFile) {
  Fd caller = caller_who_said("a question");
  EXPECT_EQ(hear(caller).bytes, "answer");
  EXPECT_TRUE(hear(caller).end);
  EXPECT_EQ(lingerers.size(), 1U);
  say(caller, "and another one");
  settle();
  fakes::Heard heard = hear(caller);
  EXPECT_TRUE(heard.end) << heard.error;
  caller.reset();
  wait_for(0);
}

TEST_F(LingerersTest, WhoNeverClosesIsLeftAtTheDeadline) {
  Fd caller = caller_who_said("a question");
  advance(linger_patience - seconds(1));
  EXPECT_EQ(lingerers.size(), 1U);
  advance(seconds(1));
  EXPECT_EQ(lingerers.size(), 0U);
}

TEST_F(LingerersTest, WhoNeverStopsTalkingIsCutOff) {
  Fd caller = caller_who_said("a question");
  std::string words(1 << 20, 'x');
  std::uint64_t said = 0;
  while (lingerers.size() > 0) {
    ssize_t sent = ::send(caller.raw(), words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) said += static_cast<std::uint64_t>(sent);
    loop->turn(0);
  }
  EXPECT_GE(said, linger_limit_bytes - 16);
}

TEST_F(LingerersTest, TheOneWhoCameFirstMakesRoomForTheNext) {
  std::vector<Fd> callers;
  for (int i = 0; i < 4; ++i) callers.push_back(caller_who_said("a question"));
  wait_for(3);
  for (std::size_t i = 1; i < callers.size(); ++i) {
    say(callers[i], "still here");
    settle();
    EXPECT_EQ(hear(callers[i]).bytes, "answer") << i;
    EXPECT_TRUE(hear(callers[i]).end) << i;
  }
  EXPECT_EQ(lingerers.size(), 3U);
}

// Servers that speak last like to set SO_LINGER: whoever closes then waits, and here that is the steward.
TEST_F(LingerersTest, WhatAServerSetDoesNotMakeTheStewardWait) {
  fakes::Connection connection = fakes::tcp_connection();
  Fd left_behind(::fcntl(connection.accepted.raw(), F_DUPFD_CLOEXEC, 0));
  linger hour{.l_onoff = 1, .l_linger = 3600};
  ASSERT_EQ(::setsockopt(left_behind.raw(), SOL_SOCKET, SO_LINGER, &hour, sizeof hour), 0);
  lingerers.see_off(std::move(connection.accepted));
  advance(linger_patience);
  EXPECT_EQ(lingerers.size(), 0U);
  linger now{};
  socklen_t size = sizeof now;
  ASSERT_EQ(::getsockopt(left_behind.raw(), SOL_SOCKET, SO_LINGER, &now, &size), 0);
  EXPECT_EQ(now.l_onoff, 0);
}

TEST_F(LingerersTest, ADescriptorIsReportedFree) {
  Fd caller = caller_who_said("a question");
  bool freed = false;
  tasks.start(note_free(descriptors, freed));
  caller.reset();
  wait_for(0);
  settle();
  EXPECT_TRUE(freed);
}

}  // namespace
}  // namespace rouse::listen
