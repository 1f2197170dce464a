#include "builtin/redirect.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "fakes/redirection.h"
#include "fakes/talker.h"

namespace rouse::builtin {
namespace {

using fakes::hear;
using fakes::say;
using fakes::Talker;
using std::chrono::seconds;

constexpr std::size_t fifty_megabytes = 50 << 20;

class Redirect : public fakes::RedirectionTest {
 protected:
  /// Both send `count` bytes, and read at most so many at a time.
  void talk_both_ways(std::size_t count, std::size_t caller_reads, std::size_t target_reads) {
    Talker here(caller, count, 1, 77);
    Talker there(target, count, 77, 1);
    while (!here.heard_end() || !there.heard_end()) {
      here.talk();
      there.talk();
      loop->turn(0);
      here.listen(caller_reads);
      there.listen(target_reads);
      ASSERT_TRUE(here.right() && there.right()) << here.heard() << " " << there.heard();
    }
    EXPECT_EQ(here.heard(), count);
    EXPECT_EQ(there.heard(), count);
    wait_for_end();
    EXPECT_EQ(end->state, Relay::State::finished);
    EXPECT_EQ(end->traffic.in_bytes, count);
    EXPECT_EQ(end->traffic.out_bytes, count);
  }
};

TEST_F(Redirect, CarriesBytesBothWays) {
  begin_and_accept();
  say(caller, "question\n");
  EXPECT_EQ(hear_bytes(target, 9), "question\n");
  say(target, "answer\n");
  EXPECT_EQ(hear_bytes(caller, 7), "answer\n");
  EXPECT_FALSE(end);
}

// xinetd ended both directions when one ended: whoever had finished asking got no answer.
TEST_F(Redirect, ACallerWhoHasFinishedAskingStillGetsTheAnswer) {
  begin_and_accept();
  say(caller, "question\n");
  ::shutdown(caller.raw(), SHUT_WR);
  EXPECT_EQ(hear_all(target).bytes, "question\n");
  say(target, "answer\n");
  EXPECT_EQ(hear_bytes(caller, 7), "answer\n");
  EXPECT_FALSE(end);
  target.reset();
  EXPECT_TRUE(hear_all(caller).end);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, Relay::State::finished);
  EXPECT_EQ(end->traffic.in_bytes, 9U);
  EXPECT_EQ(end->traffic.out_bytes, 7U);
}

TEST_F(Redirect, AServerThatHasFinishedStillHears) {
  begin_and_accept();
  ::shutdown(target.raw(), SHUT_WR);
  EXPECT_TRUE(hear_all(caller).end);
  say(caller, "thanks\n");
  EXPECT_EQ(hear_bytes(target, 7), "thanks\n");
  caller.reset();
  EXPECT_TRUE(hear_all(target).end);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, Relay::State::finished);
}

TEST_F(Redirect, WhatTheCallerSaidBeforeTheServerWasThereArrives) {
  begin();
  say(caller, "early");
  settle();
  target = std::move(sys::accept(door.raw())->fd);
  EXPECT_EQ(hear_bytes(target, 5), "early");
}

TEST_F(Redirect, FiftyMegabytesEachWayLoseNothing) {
  begin_and_accept();
  talk_both_ways(fifty_megabytes, 1 << 18, 1 << 18);
}

TEST_F(Redirect, ASlowReaderLosesNothingAndStopsTheOther) {
  begin_and_accept();
  Talker fast(caller, 1 << 30, 1, 77);
  std::size_t before = 1;
  for (std::size_t sent = 0; sent != before; loop->turn(0), loop->turn(0)) {
    before = sent;
    for (int i = 0; i < 8; ++i) fast.talk();
    sent = fast.sent();
  }
  EXPECT_LT(fast.sent(), 256U << 20);
  EXPECT_EQ(pipes.lent(), 1U);
  Talker slow(target, 0, 77, 1);
  while (slow.heard() < fast.sent()) {
    slow.listen(70'001);
    loop->turn(0);
    ASSERT_TRUE(slow.right());
  }
  settle();
  EXPECT_EQ(pipes.lent(), 0U);
}

TEST_F(Redirect, WithoutAPipeEverythingStillArrives) {
  without_pipes = true;
  begin_and_accept();
  talk_both_ways(8 << 20, 1 << 18, 10'000);
}

TEST_F(Redirect, ATargetThatResetsIsToldWithAllThatItSaid) {
  begin_and_accept();
  say(target, "last words\n");
  say(caller, "unread\n");
  settle();
  reset(target);
  fakes::Heard heard = hear_all(caller);
  EXPECT_EQ(heard.bytes, "last words\n");
  EXPECT_TRUE(heard.end) << heard.error;
  EXPECT_FALSE(end);
  caller.reset();
  settle();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, Relay::State::target_gone);
}

TEST_F(Redirect, ACallerWhoResetsEndsTheTargetsConnection) {
  begin_and_accept();
  reset(caller);
  wait_for_end();
  EXPECT_EQ(end->state, Relay::State::caller_gone);
  settle();
  EXPECT_TRUE(hear_all(target).end);
}

TEST_F(Redirect, TheNextTargetIsTriedWhenOneRefuses) {
  net::Endpoint nobody = *sys::local_of(fakes::open_door().raw());
  plan.targets = {nobody, plan.targets[0]};
  begin_and_accept();
  say(caller, "x");
  EXPECT_EQ(hear_bytes(target, 1), "x");
  reset(caller);
  wait_for_end();
  EXPECT_EQ(end->target, 1U);
  EXPECT_EQ(end->error, 0);
}

TEST_F(Redirect, WithoutATargetThatAnswersTheCallerIsClosed) {
  net::Endpoint nobody = *sys::local_of(fakes::open_door().raw());
  plan.targets = {nobody, nobody};
  begin();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error, ECONNREFUSED);
  EXPECT_EQ(end->target, 1U);
  EXPECT_TRUE(hear(caller).end);
  plan.targets = {};
  end.reset();
  begin();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error, EDESTADDRREQ);
}

/// A door that drops further callers: its queue is full.
struct SilentDoor {
  SilentDoor() {
    EXPECT_TRUE(sys::listen(door.raw(), 0));
    waiting = fakes::connect_to(*sys::local_of(door.raw()));
  }
  Fd door = fakes::open_door();
  Fd waiting;
};

TEST_F(Redirect, ATargetThatNeverAnswersIsGivenUpAtTheTimeout) {
  SilentDoor silent;
  plan.targets = {*sys::local_of(silent.door.raw()), plan.targets[0]};
  begin();
  advance(seconds(9));
  EXPECT_FALSE(end);
  EXPECT_EQ(sys::accept_now(door.raw()).error().code, EAGAIN);
  advance(seconds(1));
  target = std::move(sys::accept_now(door.raw())->fd);
  say(caller, "x");
  EXPECT_EQ(hear_bytes(target, 1), "x");
  plan.targets.pop_back();
  end.reset();
  begin();
  advance(seconds(10));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error, ETIMEDOUT);
  end.reset();
  until = clock.now() + seconds(3);
  begin();
  advance(seconds(3));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error, ETIMEDOUT);
}

TEST_F(Redirect, WithoutABytePerIdleTimeoutItEnds) {
  plan.idle_timeout = seconds(60);
  begin_and_accept();
  advance(seconds(59));
  say(target, "x");
  settle();
  advance(seconds(59));
  say(caller, "y");
  settle();
  advance(seconds(59));
  EXPECT_FALSE(end);
  advance(seconds(1));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, Relay::State::idle);
  EXPECT_EQ(hear(caller).bytes, "x");
  EXPECT_TRUE(hear(caller).end);
}

TEST_F(Redirect, EndsAtItsTimeWhateverGoesOn) {
  until = clock.now() + seconds(60);
  begin_and_accept();
  advance(seconds(59));
  say(target, "x");
  settle();
  EXPECT_FALSE(end);
  advance(seconds(1));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->state, Relay::State::overtime);
  EXPECT_EQ(end->traffic.out_bytes, 1U);
  EXPECT_EQ(hear(caller).bytes, "x");
  EXPECT_TRUE(hear(caller).end);
  EXPECT_TRUE(hear(target).end);
}

TEST_F(Redirect, CallsFromTheAddressThatWasAsked) {
  plan.source = *net::Address::parse("127.0.0.5");
  begin();
  sys::Accepted accepted = std::move(*sys::accept(door.raw()));
  EXPECT_EQ(accepted.peer.address.text(), "127.0.0.5");
}

TEST_F(Redirect, GoesToIPv6) {
  std::array<std::uint8_t, 16> one{};
  one[15] = 1;
  Fd probe = std::move(*sys::open_socket(AF_INET6, SOCK_STREAM));
  if (!sys::bind(probe.raw(), {net::Address::v6(one), 0})) GTEST_SKIP() << "no ::1 here";
  door = fakes::open_door({net::Address::v6(one), 0});
  plan.targets = {*sys::local_of(door.raw())};
  begin_and_accept();
  say(target, "six");
  EXPECT_EQ(hear_bytes(caller, 3), "six");
}

TEST_F(Redirect, TheCallersConnectionIsPromptAndKeptAliveIfAsked) {
  plan.keepalive = true;
  fakes::Connection connection = fakes::tcp_connection();
  Fd ours(::fcntl(connection.accepted.raw(), F_DUPFD_CLOEXEC, 0));
  auto shared = std::make_shared<const RedirectPlan>(plan);
  tasks.start(fakes::redirect(loop.get(), std::move(connection.accepted), shared, until, &pipes, &end));
  settle();
  EXPECT_EQ(sys::option(ours.raw(), IPPROTO_TCP, TCP_NODELAY), 1);
  EXPECT_EQ(sys::option(ours.raw(), SOL_SOCKET, SO_KEEPALIVE), 1);
}

}  // namespace
}  // namespace rouse::builtin
