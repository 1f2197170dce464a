#include "attend/redirect_targets.h"

#include <gtest/gtest.h>

#include "fakes/loop.h"
#include "sys/socket.h"

namespace rouse::attend {
namespace {

using Plan = RedirectTargets::Plan;

loop::Task ask(RedirectTargets* targets, std::shared_ptr<listen::Service> service, std::vector<Plan>* out,
               Instant until) {
  Plan plan = co_await targets->plan_for(service, until);
  out->push_back(plan);
}

/// The steward's end of the pair is the test's.
class RedirectTargetsTest : public fakes::LoopTest {
 protected:
  RedirectTargetsTest() {
    service->attended_as = 7;
    service->config = std::make_shared<const config::ServiceConfig>();
  }
  void ask_once(Instant until = loop::never) {
    tasks.start(ask(&targets, service, &plans, until));
    settle();
  }
  std::size_t questions() {
    std::array<Report, reports_most> reports;
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(reports)), none);
    return size ? *size / sizeof(Report) : 0;
  }
  void answer(std::uint16_t port, std::uint32_t question = 0) {
    if (question == 0) question = ++asked;
    Order order{
        .kind = OrderKind::targets, .number = 7, .question = question, .target_count = port == 0 ? 0U : 1U};
    order.targets[0] = wire_peer({*net::Address::parse("10.0.0.1"), port});
    targets.take(order);
    settle();
  }

  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  Outlet outlet{*loop, channel, 16};
  Reporter reporter{*loop, outlet};
  RedirectTargets targets{*loop, reporter};
  std::shared_ptr<listen::Service> service = std::make_shared<listen::Service>(*loop, nullptr);
  std::uint32_t asked = 0;
  std::vector<Plan> plans;
  loop::Tasks tasks{*loop};
};

TEST_F(RedirectTargetsTest, CallersAtOnceAreOneQuestion) {
  ask_once();
  ask_once();
  EXPECT_EQ(questions(), 1U);
  answer(80);
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[0]->targets[0].text(), "10.0.0.1:80");
  ask_once();
  EXPECT_EQ(plans.size(), 3U);
  EXPECT_EQ(questions(), 0U);
}

TEST_F(RedirectTargetsTest, AreAskedForAgainWhenTheyAreOld) {
  ask_once();
  answer(80);
  (void)questions();
  clock.advance(targets_fresh_for);
  ask_once();
  EXPECT_EQ(questions(), 1U);
  answer(81);
  EXPECT_EQ(plans.back()->targets[0].port, 81);
}

TEST_F(RedirectTargetsTest, AnAnswerToAQuestionFromBeforeAReloadIsNone) {
  ask_once();
  targets.forget(7);
  ask_once();
  answer(80);
  EXPECT_TRUE(plans.empty());
  answer(81);
  ask_once();
  EXPECT_EQ(plans.back()->targets[0].port, 81);
}

TEST_F(RedirectTargetsTest, WhoWaitsAtAReloadAsksAnew) {
  ask_once();
  targets.forget(7);
  settle();
  answer(80);
  answer(81);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0]->targets[0].port, 81);
}

TEST_F(RedirectTargetsTest, AnOldAnswerIsBetterThanNone) {
  ask_once();
  answer(80);
  clock.advance(targets_fresh_for);
  ask_once();
  answer(0);
  EXPECT_EQ(plans.back()->targets[0].port, 80);
}

TEST_F(RedirectTargetsTest, WithoutAnyAnswerThereIsNoTargetAtTheDeadline) {
  ask_once();
  advance(redirect_patience);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_TRUE(plans[0]->targets.empty());
}

TEST_F(RedirectTargetsTest, WhoHasToEndWaitsNoLonger) {
  ask_once(clock.now() + std::chrono::seconds(2));
  advance(std::chrono::seconds(2));
  EXPECT_EQ(plans.size(), 1U);
}

}  // namespace
}  // namespace rouse::attend
