#include "attend/attendant_client.h"

#include "attend/service_wire.h"
#include "fakes/attendant_client.h"
#include "sys/file.h"

namespace rouse::attend {
namespace {

using fakes::AttendantClientTest;
using Words = std::vector<std::string>;

TEST_F(AttendantClientTest, StartsWithTheFirstService) {
  EXPECT_EQ(starts, 0);
  client.serve(service);
  client.serve(service);
  EXPECT_EQ(starts, 1);
}

TEST_F(AttendantClientTest, AServiceArrivesWithItsDoorAndWithoutItsSecrets) {
  client.serve(service);
  auto got = order();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->kind, OrderKind::serve);
  EXPECT_EQ(got->number, 1U);
  ASSERT_EQ(given.size(), 2U);
  auto attended = decode(*sys::read_from_start(given[0].raw(), 1 << 20));
  ASSERT_TRUE(attended);
  EXPECT_EQ(attended->config.id, "echo");
  EXPECT_TRUE(attended->config.env.empty());
}

TEST_F(AttendantClientTest, WhatHappenedIsRecordedAndCounted) {
  client.serve(service);
  say(report(ReportKind::started));
  EXPECT_EQ(service->running, 1U);
  say(report(ReportKind::ended));
  EXPECT_EQ(service->running, 0U);
  say(report(ReportKind::refused));
  EXPECT_EQ(events.happened,
            (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711", "FAIL echo 10.0.0.7:4711"}));
}

/// A reload took the service over from servers that still run: those places are not the attendant's to free.
TEST_F(AttendantClientTest, OnlyItsOwnConversationsAreCountedDown) {
  client.serve(service);
  service->running = 1;
  say(report(ReportKind::ended));
  EXPECT_EQ(service->running, 1U);
  say(report(ReportKind::started));
  theirs.reset();
  settle();
  EXPECT_EQ(service->running, 1U);
}

TEST_F(AttendantClientTest, OneThatAsksAndDoesNotHearIsGivenUp) {
  client.serve(service);
  std::array<Report, reports_most> questions;
  questions.fill(report(ReportKind::ask_name));
  for (int round = 0; round < 5000 && messages.empty(); ++round) {
    (void)sys::send_message(theirs.raw(), std::as_bytes(std::span(questions)));
    settle();
  }
  EXPECT_EQ(messages, Words{"ERROR the attendant does not take its orders; it is killed"});
}

TEST_F(AttendantClientTest, ALiarGetsNothing) {
  client.serve(service);
  Report strange = report(ReportKind::refused);
  strange.reason = 200;
  say(strange);
  say(report(ReportKind::started, 77));
  say(report(ReportKind::closed, 77));
  say(report(static_cast<ReportKind>(99)));
  say(report(ReportKind::ended));  // of a conversation that never started
  EXPECT_EQ(service->running, 0U);
  EXPECT_EQ(events.happened, Words{"EXIT echo 10.0.0.7:4711"});
  TextReport note = text(ReportKind::note, 0, "one\nCRITICAL: two \x1b[31m");
  note.report.level = 0;
  say(note);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].find('\n'), std::string::npos);
  EXPECT_EQ(messages[0].find('\x1b'), std::string::npos);
}

TEST_F(AttendantClientTest, WhatItPassesAlongIsClosed) {
  client.serve(service);
  int held = Fd::held();
  std::array<int, 1> fds{theirs.raw()};
  Report with_descriptor = report(ReportKind::started);
  ASSERT_TRUE(sys::send_message(theirs.raw(), bytes_of(with_descriptor), fds));
  settle();
  EXPECT_EQ(Fd::held(), held);
}

TEST_F(AttendantClientTest, ItsQuestionsForNamesAreAnswered) {
  client.serve(service);
  ASSERT_TRUE(order());
  Report question = report(ReportKind::ask_name, 5);
  question.forward_confirm = 1;
  say(question);
  auto answer = order();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, OrderKind::name);
  EXPECT_EQ(answer->number, 5U);
  EXPECT_EQ(text_of(answer->name), "bob.example");
  EXPECT_TRUE(answer->name_confirmed);
}

TEST_F(AttendantClientTest, HostsAllowAndHostsDenyAreAskedAboutTheServiceItHas) {
  config::ServiceConfig wrapped = echo();
  wrapped.libwrap = "echod";
  service->config = std::make_shared<const config::ServiceConfig>(wrapped);
  client.serve(service);
  ASSERT_TRUE(order());
  Report question = report(ReportKind::ask_wrap);
  question.question = 6;
  question.local = wire_peer(local);
  say(question);
  auto answer = order();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, OrderKind::wrap);
  EXPECT_EQ(answer->number, 6U);
  EXPECT_TRUE(answer->wrap_allowed);
  EXPECT_EQ(text_of(answer->name), "echod 10.0.0.7 10.0.0.1:23");
  question.number = 77;  // a service that it was not given
  say(question);
  EXPECT_FALSE(order());
}

TEST_F(AttendantClientTest, StartsWithoutADoorWhereIdentIsAsked) {
  client.start();
  client.start();
  client.serve(service);
  EXPECT_EQ(starts, 1);
}

TEST_F(AttendantClientTest, AsksItWhoACallerIs) {
  client.start();
  auto question = ask();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->kind, OrderKind::identify);
  EXPECT_EQ(peer_of(question->caller), caller);
  EXPECT_EQ(peer_of(question->local), local);
  say(text(ReportKind::user, question->number, "UNIX : alice"));
  EXPECT_EQ(outcome(), "UNIX : alice");
  ASSERT_TRUE(question = ask());
  Report nobody = report(ReportKind::no_user, question->number);
  nobody.reason = static_cast<std::uint8_t>(builtin::IdentFailure::bad_response);
  say(nobody);
  EXPECT_EQ(outcome(), "bad response");
}

TEST_F(AttendantClientTest, WhoACallerIsNobodyTellsForEver) {
  client.start();
  ASSERT_TRUE(ask());
  advance(listen::identity_patience - std::chrono::seconds(1));
  EXPECT_EQ(outcome(), "none yet");
  advance(std::chrono::seconds(1));
  EXPECT_EQ(outcome(), "timeout");
}

TEST_F(AttendantClientTest, WhoACallerIsALiarCannotTellOfOthers) {
  client.start();
  std::uint32_t number = ask()->number;
  say(text(ReportKind::user, number + 1, "UNIX : mallory"));    // nobody asked
  say(text(ReportKind::identified, number, "UNIX : mallory"));  // of a service that it was not given
  say(report(ReportKind::user, number));                        // too short for a text
  std::array<Report, 2> batch{report(ReportKind::refused, 77), report(ReportKind::user, number)};
  say(batch);
  EXPECT_EQ(outcome(), "none yet");
  TextReport endless = text(ReportKind::user, number, "");
  endless.text.fill('x');
  endless.text[1] = '\n';
  say(endless);
  EXPECT_EQ(outcome(), "x?" + std::string(text_limit_bytes - 2, 'x'));
  say(text(ReportKind::user, number, "UNIX : mallory"));  // once more
  Report nobody = report(ReportKind::no_user, ask()->number);
  nobody.reason = 200;
  say(nobody);
  EXPECT_EQ(outcome(), "system error");
  EXPECT_EQ(events.happened, Words());
}

TEST_F(AttendantClientTest, WhoACallerIsNobodyTellsWithoutAnAttendant) {
  EXPECT_FALSE(ask());
  EXPECT_EQ(outcome(), "system error");
  client.start();
  ASSERT_TRUE(ask());
  theirs.reset();
  settle();
  EXPECT_EQ(outcome(), "system error");
}

TEST_F(AttendantClientTest, WhoCallersOfItsOwnAreIsRecorded) {
  client.serve(service);
  say(text(ReportKind::identified, 1, "UNIX : al\nice"));
  Report stranger = report(ReportKind::not_identified);
  stranger.reason = static_cast<std::uint8_t>(builtin::IdentFailure::timeout);
  say(stranger);
  stranger.reason = 200;
  say(stranger);
  EXPECT_EQ(events.happened,
            (Words{"USERID echo 10.0.0.7:4711 UNIX : al?ice", "NOID echo 10.0.0.7:4711 timeout"}));
  EXPECT_EQ(service->record->tally.refused_in_all(), 1U);
}

TEST_F(AttendantClientTest, OneThatDiesIsReplacedAndGetsTheDoorsAgain) {
  client.serve(service);
  say(report(ReportKind::started));
  theirs.reset();
  settle();
  EXPECT_EQ(messages, Words{"ERROR the attendant ended; 1 callers were cut off; starting another one"});
  EXPECT_EQ(service->running, 0U);
  advance(std::chrono::seconds(1));
  EXPECT_EQ(starts, 2);
  auto again = order();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kind, OrderKind::serve);
}

TEST_F(AttendantClientTest, IsToldWhoIsShutOutAndItsSuccessorLearnsAllOfThem) {
  net::Address source = caller.address;
  Instant end = loop->now() + std::chrono::minutes(5);
  shut_out.shut_out(source, end, loop->now());
  client.shut_out(source, end);  // nobody to tell yet
  client.serve(service);
  for (int attendants = 0; attendants < 2; ++attendants) {
    auto denial = order();
    ASSERT_TRUE(denial);
    EXPECT_EQ(denial->kind, OrderKind::shut_out);
    EXPECT_EQ(peer_of(denial->caller).address, source);
    EXPECT_EQ(denial->end_ns, std::chrono::nanoseconds(end.time_since_epoch()).count());
    auto door = order();
    ASSERT_TRUE(door);
    EXPECT_EQ(door->kind, OrderKind::serve);  // no door before the list
    client.shut_out(source, access::SensorList::never);
    auto longer = order();
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->end_ns, INT64_MAX);
    theirs.reset();
    settle();
    advance(std::chrono::seconds(1));
  }
}

TEST_F(AttendantClientTest, OneThatHearsNothingIsNotFloodedForEver) {
  client.serve(service);
  for (std::size_t i = 0; i <= 5 * access::SensorList::most; ++i)
    client.shut_out(caller.address, loop->now() + std::chrono::seconds(i));
  EXPECT_EQ(messages, Words{"ERROR the attendant does not take its orders; it is killed"});
}

TEST_F(AttendantClientTest, AWithdrawnServiceIsRememberedUntilItsLastConversationEnded) {
  client.serve(service);
  say(report(ReportKind::started));
  client.withdraw(*service, false);
  say(report(ReportKind::closed));
  say(report(ReportKind::ended));
  say(report(ReportKind::ended));
  EXPECT_EQ(events.happened, (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711"}));
}

/// A caller may have come before the order and be reported behind the end of another one.
TEST_F(AttendantClientTest, AWithdrawnServiceIsRememberedUntilItHasSaidThatItIsClosed) {
  client.serve(service);
  say(report(ReportKind::started));
  client.withdraw(*service, false);
  say(report(ReportKind::ended));
  say(report(ReportKind::started));
  say(report(ReportKind::ended));
  say(report(ReportKind::closed));
  say(report(ReportKind::started));  // not of a service that it still has
  EXPECT_EQ(events.happened, (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711",
                                    "START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711"}));
}

TEST_F(AttendantClientTest, IsDismissedWhenItHasToldOfEverybody) {
  client.serve(service);
  say(report(ReportKind::started));
  client.withdraw(*service, false);
  say(report(ReportKind::closed));
  dismiss();
  ASSERT_TRUE(order() && order());
  auto last = order();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->kind, OrderKind::withdraw);
  EXPECT_TRUE(last->end_conversations);
  say(report(ReportKind::ended));
  EXPECT_FALSE(dismissed);
  say(report(ReportKind::closed));
  EXPECT_TRUE(dismissed);
  EXPECT_EQ(events.happened, (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711"}));
}

TEST_F(AttendantClientTest, ThatGoesOnHasToldOfThoseWhoHaveLeft) {
  client.serve(service);
  say(report(ReportKind::started));
  say(report(ReportKind::started));
  dismiss(false);
  EXPECT_FALSE(dismissed);
  say(report(ReportKind::ended));
  say(report(ReportKind::closed));
  EXPECT_TRUE(dismissed);
  EXPECT_EQ(events.happened,
            (Words{"START echo 10.0.0.7:4711", "START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711"}));
}

TEST_F(AttendantClientTest, IsNotWaitedForWhereItHearsNothingOrIsGone) {
  dismiss();
  EXPECT_TRUE(dismissed);  // there was none
  client.serve(service);
  dismiss();
  EXPECT_FALSE(dismissed);
  advance(std::chrono::seconds(1));
  EXPECT_TRUE(dismissed);
  dismiss();
  EXPECT_FALSE(dismissed);
  theirs.reset();
  settle();
  EXPECT_TRUE(dismissed);
}

}  // namespace
}  // namespace rouse::attend
