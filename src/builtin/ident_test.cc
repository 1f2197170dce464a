#include "builtin/ident.h"

#include "fakes/conversation.h"

namespace rouse::builtin {
namespace {

using fakes::hear;
using fakes::say;
using std::chrono::seconds;

class Ident : public fakes::ConversationTest {
 protected:
  void ask() {
    tasks.start(fakes::keep(ask_ident(loop.get(), question, clock.now() + seconds(30)), &answer));
    settle();
  }
  void ask_and_accept() {
    ask();
    sys::Accepted accepted = std::move(*sys::accept(door.raw()));
    server = std::move(accepted.fd);
    asked_from = accepted.peer.address.text();
    settle();
  }
  void say_and_settle(std::string_view text) {
    say(server, text);
    settle();
  }
  std::string outcome() const {
    if (!answer) return "none yet";
    return answer->has_value() ? **answer : std::string(ident_failure_text(answer->error()));
  }

  Fd door = fakes::open_door({*net::Address::parse("127.0.0.3"), 0});
  IdentQuestion question{.caller = {*net::Address::parse("::ffff:127.0.0.3"), 44472},
                         .local = {*net::Address::parse("::ffff:127.0.0.4"), 7},
                         .server_port = sys::local_of(door.raw())->port};
  Fd server;
  std::string asked_from;
  std::optional<std::expected<std::string, IdentFailure>> answer;
};

// Seen from Debian's xinetd: the question, and that it comes from the address the caller had called.
TEST_F(Ident, AsksAsXinetdDoes) {
  ask_and_accept();
  EXPECT_EQ(hear(server).bytes, "44472,7\r\n");
  EXPECT_EQ(asked_from, "127.0.0.4");
}

TEST_F(Ident, AnAnswerMayComeInPieces) {
  ask_and_accept();
  for (std::string_view piece : {"44472", " , 7 : USERID : UN", "IX : alice", "\r"}) {
    say_and_settle(piece);
    EXPECT_EQ(outcome(), "none yet");
  }
  say_and_settle("\nand more\r\n");
  EXPECT_EQ(outcome(), "UNIX : alice");
}

TEST_F(Ident, AnAnswerAboutSomebodyElseIsBad) {
  ask_and_accept();
  say_and_settle("44473 , 7 : USERID : UNIX : alice\r\n");
  EXPECT_EQ(outcome(), "bad response");
}

// As xinetd: what does not end in CRLF was not received.
TEST_F(Ident, AnAnswerWithoutItsEndWasNotReceived) {
  for (std::string_view text : {"", "44472,7 : USERID : UNIX : alice", "44472,7 : USERID : UNIX : alice\n"}) {
    answer.reset();
    ask_and_accept();
    say_and_settle(text);
    EXPECT_EQ(outcome(), "none yet");
    server.reset();
    settle();
    EXPECT_EQ(outcome(), "error while receiving response") << text;
  }
}

TEST_F(Ident, AnAnswerThatDoesNotEndWasNotReceived) {
  ask_and_accept();
  say_and_settle("44472,7 : USERID : UNIX : " + std::string(2000, 'x') + "\r\n");
  EXPECT_EQ(outcome(), "error while receiving response");
}

TEST_F(Ident, WithoutAServerThereIsNone) {
  door.reset();
  ask();
  EXPECT_EQ(outcome(), "no server");
}

TEST_F(Ident, AServerThatIsSilentIsLeftAtTheDeadline) {
  ask_and_accept();
  advance(seconds(29));
  EXPECT_EQ(outcome(), "none yet");
  advance(seconds(1));
  EXPECT_EQ(outcome(), "timeout");
}

TEST_F(Ident, WhatThisMachineCannotDoIsItsOwnFault) {
  for (const net::Address& local :
       {*net::Address::parse("198.51.100.1"), *net::Address::parse("::1"), net::Address()}) {
    answer.reset();
    question.local.address = local;
    ask();
    EXPECT_EQ(outcome(), "system error") << local.text();
  }
}

}  // namespace
}  // namespace rouse::builtin
