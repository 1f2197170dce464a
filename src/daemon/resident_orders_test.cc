#include "daemon/resident_orders.h"

#include <gtest/gtest.h>

#include <memory>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/vault.h"

namespace rouse::daemon {
namespace {

using control::OrderKind;
using control::Outcome;
using supervise::Body;

/// Serves and ends when the test says so.
class Puppet final : public Body {
 public:
  Puppet(Watcher& watcher, Puppet*& last) : watcher_(watcher) { last = this; }
  Result<void> start() override {
    pid_ = 12;
    return {};
  }
  std::optional<End> resume(bool) override { return std::nullopt; }
  std::uint64_t fingerprint() const override { return 1; }
  void terminate() override {}
  void kill() override {}
  void lie_down() override {}
  pid_t pid() const override { return pid_; }
  std::string missing() const override { return {}; }

  void serve() { watcher_.ready(); }
  void end(bool well) {
    pid_ = 0;
    watcher_.ended({well ? "well" : "badly", well ? 0 : 1, well});
  }

 private:
  Watcher& watcher_;
  pid_t pid_ = 0;
};

class ResidentOrdersTest : public fakes::LoopTest {
 protected:
  /// There is one, and it serves.
  void SetUp() override {
    auto web = std::make_shared<config::ServiceConfig>();
    web->id = web->name = "web";
    web->mode = config::Mode::standalone;
    web->supervision.respawn = config::Respawn::no;
    web->supervision.start_timeout_ms = web->supervision.stop_timeout_ms = 3'600'000;
    config::Configuration configuration;
    configuration.services.push_back(web);
    residents.apply(configuration);
    settle();
    puppet->serve();
    settle();
  }
  loop::Task give(OrderKind kind, std::vector<std::string> ids) {
    control::Reply reply = co_await direct_residents(loop.get(), &residents, kind, std::move(ids));
    told = std::move(reply);
  }
  void order(OrderKind kind, std::string id = "web") {
    told.reset();
    tasks.start(give(kind, {std::move(id)}));
    look();
  }
  void look() {
    settle();
    advance(std::chrono::milliseconds(20));
  }

  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  Puppet* puppet = nullptr;
  fakes::FakeVault vault;
  supervise::Roster roster = std::move(*supervise::Roster::create());
  supervise::Residents residents{{*loop, log, roster, vault},
                                 [this](const config::ServicePtr&, const supervise::Surroundings& around) {
                                   return std::make_unique<Puppet>(around.watcher, puppet);
                                 },
                                 [](int) {},
                                 [] {}};
  std::optional<control::Reply> told;
  loop::Tasks tasks{*loop};
};

TEST_F(ResidentOrdersTest, NothingChangesWhereItIsSoAlready) {
  order(OrderKind::start);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::done);
  EXPECT_FALSE(told->changed);
}

TEST_F(ResidentOrdersTest, AStopIsToldWhenItHasEnded) {
  order(OrderKind::stop);
  EXPECT_FALSE(told);
  puppet->end(true);
  look();
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->changed);
  EXPECT_EQ(told->services.front().state, "stopped");
}

TEST_F(ResidentOrdersTest, ARestartIsToldWhenItServesAgain) {
  order(OrderKind::restart);
  puppet->end(true);
  look();
  EXPECT_FALSE(told);
  puppet->serve();
  look();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::done);
  EXPECT_EQ(told->services.front().state, "running");
}

TEST_F(ResidentOrdersTest, AFailureSaysHowItEnded) {
  order(OrderKind::restart);
  puppet->end(true);
  look();
  puppet->end(false);
  look();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::failed);
  EXPECT_EQ(told->text, "web is given up: badly before it was ready");
}

TEST_F(ResidentOrdersTest, NobodyIsKeptWaitingForEver) {
  order(OrderKind::stop);
  advance(control::order_patience);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::failed);
  EXPECT_EQ(told->text, "web is stopping");
}

TEST_F(ResidentOrdersTest, OneThatIsGoneCannotObey) {
  order(OrderKind::start, "dog");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::failed);
}

}  // namespace
}  // namespace rouse::daemon
