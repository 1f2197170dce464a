#include "supervise/readiness.h"

#include <unistd.h>

#include <fstream>

#include "fakes/loop.h"
#include "fakes/notify.h"
#include "fakes/temporary_folder.h"
#include "fakes/vault.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;

class ReadinessTest : public fakes::LoopTest, public Readiness::Hearer {
 protected:
  void ready() override { ++times_ready; }
  void says(std::string status) override { statuses.push_back(std::move(status)); }

  Readiness& by(config::Ready how, const std::string& pid_file = {}) {
    auto config = std::make_shared<config::ServiceConfig>();
    config->supervision.ready = how;
    config->supervision.pid_file = pid_file;
    readiness = std::make_unique<Readiness>(*loop, vault, config, kept, *this);
    return *readiness;
  }

  /// Whoever runs the tests is the sender.
  static void notify(const process::Strings& variables, std::string_view text) {
    fakes::notify(variables.at(0).substr(std::string_view("NOTIFY_SOCKET=").size()), text);
  }

  int times_ready = 0;
  std::vector<std::string> statuses;
  fakes::FakeVault vault;
  process::DepositNumber kept = 0;
  std::unique_ptr<Readiness> readiness;
};

TEST_F(ReadinessTest, StartedIsReady) {
  EXPECT_EQ(by(config::Ready::started).variables()->size(), 0U);
  readiness->watch(::getpid());
  EXPECT_EQ(times_ready, 1);
}

TEST_F(ReadinessTest, ItsOwnWordIsHeardOnce) {
  process::Strings variables = by(config::Ready::notify).variables().value();
  readiness->watch(::getpid());
  notify(variables, "STATUS=loading");
  settle();
  EXPECT_EQ(times_ready, 0);
  notify(variables, "READY=1");
  notify(variables, "READY=1\nSTATUS=up");
  settle();
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(statuses, (std::vector<std::string>{"loading", "up"}));
}

TEST_F(ReadinessTest, NobodyElsesWordIs) {
  process::Strings variables = by(config::Ready::notify).variables().value();
  constexpr pid_t somebody = 1 << 22;  // no process has this number
  readiness->watch(somebody);
  notify(variables, "READY=1");
  settle();
  EXPECT_EQ(times_ready, 0);
  EXPECT_EQ(readiness->missing(), "no READY=1 has come");
}

TEST_F(ReadinessTest, AProcessOfBeforeHasNoSay) {
  process::Strings variables = by(config::Ready::notify).variables().value();
  readiness->watch(::getpid());
  readiness->forget();
  notify(variables, "READY=1");
  settle();
  EXPECT_EQ(times_ready, 0);
}

TEST_F(ReadinessTest, TheNextStewardHearsAtTheSameSocket) {
  process::Strings variables = by(config::Ready::notify).variables().value();
  readiness->watch(::getpid());
  process::DepositNumber number = kept;
  vault.is_dead = true;
  readiness.reset();
  kept = number;
  by(config::Ready::notify).resume(::getpid(), false);
  notify(variables, "READY=1\nSTATUS=up");
  settle();
  EXPECT_EQ(times_ready, 1);
  readiness.reset();
  kept = number;
  by(config::Ready::notify).resume(::getpid(), true);
  notify(variables, "READY=1\nSTATUS=still up");
  settle();
  EXPECT_EQ(times_ready, 1) << "it was before";
  EXPECT_EQ(statuses, (std::vector<std::string>{"up", "still up"}));
}

TEST_F(ReadinessTest, ThePidFileHasToNameIt) {
  fakes::TemporaryFolder folder;
  std::string path = folder.path("pid");
  by(config::Ready::pid_file, path).watch(::getpid());
  settle();
  EXPECT_EQ(readiness->missing(), path + " names no process");
  std::ofstream(path) << "1\n";
  advance(1s);
  EXPECT_EQ(times_ready, 0);
  EXPECT_EQ(readiness->missing(), path + " names 1, which is no process of it");
  std::ofstream(path) << ::getpid() << '\n';
  advance(1s);
  EXPECT_EQ(times_ready, 1);
  advance(10s);
  EXPECT_EQ(times_ready, 1);
}

}  // namespace
}  // namespace rouse::supervise
