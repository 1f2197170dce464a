#include "listen/resolver_client.h"

#include <gtest/gtest.h>

#include <span>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "sys/socket.h"

namespace rouse::listen {
namespace {

const net::Address caller = *net::Address::parse("10.0.0.7");

loop::Task ask(Names* names, bool forward_confirm, std::optional<NameAnswer>* out) {
  NameAnswer answer = co_await names->name_of(caller, forward_confirm);
  *out = answer;
}

/// The resolver's end of the pair is the test's.
class ResolverClientTest : public fakes::LoopTest {
 protected:
  Result<Fd> start() {
    ++starts;
    auto pair = sys::socket_pair();
    if (!pair) return std::unexpected(pair.error());
    theirs = std::move(pair->second);
    return std::move(pair->first);
  }
  std::optional<ResolverQuestion> question() {
    ResolverQuestion out;
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), none);
    if (!size || *size != sizeof out) return std::nullopt;
    return out;
  }
  void answer(std::uint32_t number, std::string_view name, bool confirmed) {
    ResolverAnswer out;
    out.number = number;
    out.confirmed = confirmed;
    put_text(out.name, name);
    ASSERT_TRUE(sys::send_message(theirs.raw(), std::as_bytes(std::span(&out, 1))));
    settle();
  }

  Fd theirs;
  int starts = 0;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::NoSink>()};
  ResolverClient client{*loop, log, [this] { return start(); }};
  loop::Tasks tasks{*loop};
};

TEST_F(ResolverClientTest, NobodyIsStartedBeforeTheFirstQuestion) { EXPECT_EQ(starts, 0); }

TEST_F(ResolverClientTest, AnAnswerReachesWhoAskedAndIsRememberedForAMinute) {
  std::optional<NameAnswer> first, second, third;
  tasks.start(ask(&client, true, &first));
  auto asked = question();
  ASSERT_TRUE(asked);
  answer(asked->number, "host.example", true);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name.name, "host.example");
  EXPECT_TRUE(first->name.confirmed);
  tasks.start(ask(&client, true, &second));
  EXPECT_TRUE(second);
  EXPECT_FALSE(question());
  advance(std::chrono::seconds(61));
  tasks.start(ask(&client, true, &third));
  EXPECT_FALSE(third);
  EXPECT_TRUE(question());
}

TEST_F(ResolverClientTest, AnUnconfirmedNameCountsOnlyWhereConfirmationIsOff) {
  std::optional<NameAnswer> strict, lax;
  tasks.start(ask(&client, true, &strict));
  answer(question()->number, "host.example", false);
  EXPECT_FALSE(strict->name.confirmed);
  tasks.start(ask(&client, false, &lax));
  EXPECT_TRUE(lax->name.confirmed);
}

TEST_F(ResolverClientTest, ThatNobodyCouldTellIsNotRememberedAsNoName) {
  std::optional<NameAnswer> first, second;
  tasks.start(ask(&client, true, &first));
  ResolverAnswer nobody_knows;
  nobody_knows.number = question()->number;
  nobody_knows.unknown = true;
  ASSERT_TRUE(sys::send_message(theirs.raw(), std::as_bytes(std::span(&nobody_knows, 1))));
  settle();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->unknown);
  tasks.start(ask(&client, true, &second));
  EXPECT_TRUE(question());
}

TEST_F(ResolverClientTest, MoreQuestionsThanThePairHoldsAreAllAnswered) {
  constexpr std::size_t callers = 1000;
  std::vector<std::optional<NameAnswer>> out(callers);
  for (auto& one : out) tasks.start(ask(&client, true, &one));
  std::size_t answered = 0;
  while (auto asked = question()) {
    answer(asked->number, "host.example", true);
    ++answered;
  }
  EXPECT_EQ(answered, callers);
  for (const auto& one : out) EXPECT_TRUE(one && !one->unknown);
}

TEST_F(ResolverClientTest, WhoGetsNoAnswerIsToldSoAtTheDeadlineAndALateAnswerHarmsNobody) {
  std::optional<NameAnswer> out;
  tasks.start(ask(&client, true, &out));
  auto asked = question();
  advance(name_patience);
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->unknown);
  answer(asked->number, "late.example", true);
  EXPECT_TRUE(out->name.name.empty());
}

TEST_F(ResolverClientTest, AResolverThatDiesAnswersNobodyAndIsStartedAgainASecondLater) {
  std::optional<NameAnswer> waiting, too_soon, later;
  tasks.start(ask(&client, true, &waiting));
  theirs.reset();
  settle();
  ASSERT_TRUE(waiting);
  EXPECT_TRUE(waiting->unknown);
  tasks.start(ask(&client, true, &too_soon));
  ASSERT_TRUE(too_soon);
  EXPECT_TRUE(too_soon->unknown);
  EXPECT_EQ(starts, 1);
  advance(std::chrono::seconds(1));
  tasks.start(ask(&client, true, &later));
  EXPECT_EQ(starts, 2);
  answer(question()->number, "again.example", true);
  EXPECT_EQ(later->name.name, "again.example");
}

}  // namespace
}  // namespace rouse::listen
