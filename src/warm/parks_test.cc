// The parks of several services: what they share.
#include "warm/parks.h"

#include <gtest/gtest.h>

#include "fakes/park.h"

namespace rouse::warm {
namespace {

using std::chrono::seconds;

/// How much memory each parked process has, as the kernel tells it.
std::map<pid_t, std::uint64_t> told_bytes;

class ParksTest : public fakes::LoopTest {
 protected:
  void SetUp() override { told_bytes.clear(); }
  void apply(const std::string& id) {
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = "/srv/" + id;
    recipe->env = std::make_shared<const process::Strings>();
    Habits habits;
    habits.start_timeout = seconds(10);
    habits.prestart = true;
    parks.apply(id, std::move(recipe), habits);
    settle();
    births.far_ends.back().is_parked();
    settle();
  }
  std::vector<std::string> said() {
    settle();
    return std::exchange(messages, {});
  }

  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  fakes::FakeBirths births;
  fakes::KeepingGivers givers;
  Parks parks{{*loop, log, births, [](pid_t pid) { return told_bytes[pid]; }}, givers};
};

TEST_F(ParksTest, SayOnceThatTheyDoNotCountWhatTheKernelDoesNotTell) {
  apply("one");
  apply("two");
  told_bytes = {{101, 0}, {102, 50}};
  said();
  parks.limit_memory(60);
  std::vector<std::string> expected{
      "WARNING one: the kernel does not tell how much memory its parked process 101 has, which "
      "park_memory_max does not count therefore (is /proc mounted with hidepid?)"};
  EXPECT_EQ(said(), expected);
  apply("one");
  EXPECT_EQ(said(), std::vector<std::string>{});
  parks.limit_memory(60);
  EXPECT_EQ(said(), expected);
}

}  // namespace
}  // namespace rouse::warm
