#include "listen/resolver_client.h"

#include <gtest/gtest.h>

#include <span>

#include "sys/socket.h"

namespace rouse::listen {
namespace {

class NoSink final : public log::Sink {
 public:
  void write(const log::Line&) override {}
};

const net::Address caller = *net::Address::parse("10.0.0.7");

loop::Task ask(Names* names, bool forward_confirm, std::optional<NameAnswer>* out) {
  NameAnswer answer = co_await names->name_of(caller, forward_confirm);
  *out = answer;
}

/// The resolver's end of the pair is the test's.
class ResolverClientTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loop = loop::Loop::create(clock_);
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
    log_ = std::make_unique<log::DaemonLog>(clock_, log::Identity{"roused", 1}, std::make_unique<NoSink>());
    client_ = std::make_unique<ResolverClient>(*loop_, *log_, [this] { return start(); });
    tasks_ = std::make_unique<loop::Tasks>(*loop_);
  }
  Result<Fd> start() {
    ++starts_;
    auto pair = sys::socket_pair();
    if (!pair) return std::unexpected(pair.error());
    theirs_ = std::move(pair->second);
    return std::move(pair->first);
  }
  void turn() {
    while (loop_->turn(0) > 0) {
    }
  }
  std::optional<ResolverQuestion> question() {
    ResolverQuestion out;
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs_.raw(), std::as_writable_bytes(std::span(&out, 1)), none);
    if (!size || *size != sizeof out) return std::nullopt;
    return out;
  }
  void answer(std::uint32_t number, std::string_view name, bool confirmed) {
    ResolverAnswer out;
    out.number = number;
    out.confirmed = confirmed;
    put_text(out.name, name);
    ASSERT_TRUE(sys::send_message(theirs_.raw(), std::as_bytes(std::span(&out, 1))));
    turn();
  }

  ManualClock clock_;
  std::unique_ptr<loop::Loop> loop_;
  std::unique_ptr<log::DaemonLog> log_;
  Fd theirs_;
  int starts_ = 0;
  std::unique_ptr<ResolverClient> client_;
  std::unique_ptr<loop::Tasks> tasks_;
};

TEST_F(ResolverClientTest, NobodyIsStartedBeforeTheFirstQuestion) { EXPECT_EQ(starts_, 0); }

TEST_F(ResolverClientTest, AnAnswerReachesWhoAskedAndIsRememberedForAMinute) {
  std::optional<NameAnswer> first, second, third;
  tasks_->start(ask(client_.get(), true, &first));
  auto asked = question();
  ASSERT_TRUE(asked);
  answer(asked->number, "host.example", true);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name.name, "host.example");
  EXPECT_TRUE(first->name.confirmed);
  tasks_->start(ask(client_.get(), true, &second));
  EXPECT_TRUE(second);
  EXPECT_FALSE(question());
  clock_.advance(std::chrono::seconds(61));
  tasks_->start(ask(client_.get(), true, &third));
  EXPECT_FALSE(third);
  EXPECT_TRUE(question());
}

TEST_F(ResolverClientTest, AnUnconfirmedNameCountsOnlyWhereConfirmationIsOff) {
  std::optional<NameAnswer> strict, lax;
  tasks_->start(ask(client_.get(), true, &strict));
  answer(question()->number, "host.example", false);
  EXPECT_FALSE(strict->name.confirmed);
  tasks_->start(ask(client_.get(), false, &lax));
  EXPECT_TRUE(lax->name.confirmed);
}

TEST_F(ResolverClientTest, ThatNobodyCouldTellIsNotRememberedAsNoName) {
  std::optional<NameAnswer> first, second;
  tasks_->start(ask(client_.get(), true, &first));
  ResolverAnswer nobody_knows;
  nobody_knows.number = question()->number;
  nobody_knows.unknown = true;
  ASSERT_TRUE(sys::send_message(theirs_.raw(), std::as_bytes(std::span(&nobody_knows, 1))));
  turn();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->unknown);
  tasks_->start(ask(client_.get(), true, &second));
  EXPECT_TRUE(question());
}

TEST_F(ResolverClientTest, MoreQuestionsThanThePairHoldsAreAllAnswered) {
  constexpr std::size_t callers = 1000;
  std::vector<std::optional<NameAnswer>> out(callers);
  for (auto& one : out) tasks_->start(ask(client_.get(), true, &one));
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
  tasks_->start(ask(client_.get(), true, &out));
  auto asked = question();
  clock_.advance(name_patience);
  turn();
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->unknown);
  answer(asked->number, "late.example", true);
  EXPECT_TRUE(out->name.name.empty());
}

TEST_F(ResolverClientTest, AResolverThatDiesAnswersNobodyAndIsStartedAgainASecondLater) {
  std::optional<NameAnswer> waiting, too_soon, later;
  tasks_->start(ask(client_.get(), true, &waiting));
  theirs_.reset();
  turn();
  ASSERT_TRUE(waiting);
  EXPECT_TRUE(waiting->unknown);
  tasks_->start(ask(client_.get(), true, &too_soon));
  ASSERT_TRUE(too_soon);
  EXPECT_TRUE(too_soon->unknown);
  EXPECT_EQ(starts_, 1);
  clock_.advance(std::chrono::seconds(1));
  tasks_->start(ask(client_.get(), true, &later));
  EXPECT_EQ(starts_, 2);
  answer(question()->number, "again.example", true);
  EXPECT_EQ(later->name.name, "again.example");
}

}  // namespace
}  // namespace rouse::listen
