#include "loop/flag.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "fakes/sayings.h"
#include "loop/descriptors.h"
#include "loop/task.h"

namespace rouse::loop {
namespace {

using fakes::say_when_raised;
using std::chrono::seconds;
using Words = std::vector<std::string>;

Task say_raised_in_time(Flag& flag, Words& said, Instant deadline) {
  bool raised = co_await flag.raised_until(deadline);
  said.push_back(raised ? "raised" : "late");
}

Task cancel_when_raised(Flag& flag, Tasks& victims) {
  co_await flag.raised();
  victims.cancel_all();
}

class FlagTest : public fakes::SayingTest {
 protected:
  Flag flag{*loop};
  Tasks tasks{*loop};
};

TEST_F(FlagTest, RaiseWakesAllAtTheNextTurnAndThenIsDown) {
  tasks.start(say_when_raised(flag, said, "one"));
  tasks.start(say_when_raised(flag, said, "two"));
  flag.raise();
  EXPECT_TRUE(said.empty());
  settle();
  EXPECT_EQ(said, (Words{"one", "two"}));
  tasks.start(say_when_raised(flag, said, "three"));
  settle();
  EXPECT_EQ(said.size(), 2U);
}

TEST_F(FlagTest, ARaiseNobodyWaitsForIsKeptForOne) {
  flag.raise();
  tasks.start(say_when_raised(flag, said, "one"));
  tasks.start(say_when_raised(flag, said, "two"));
  settle();
  EXPECT_EQ(said, Words{"one"});
}

TEST_F(FlagTest, DeadlineOrRaise) {
  tasks.start(say_raised_in_time(flag, said, clock.now() + seconds(1)));
  advance(seconds(1));
  tasks.start(say_raised_in_time(flag, said, clock.now() + seconds(1)));
  flag.raise();
  settle();
  EXPECT_EQ(said, (Words{"late", "raised"}));
}

TEST_F(FlagTest, AWaiterThatWasWokenMayStillBeCancelled) {
  Tasks victims(*loop);
  tasks.start(cancel_when_raised(flag, victims));
  victims.start(say_when_raised(flag, said, "must not be said"));
  flag.raise();
  settle();
  EXPECT_TRUE(said.empty());
  EXPECT_EQ(victims.size(), 0U);
}

Task wait_for_descriptors(Descriptors& descriptors, Words& said) {
  bool returned = co_await descriptors.freed();
  said.push_back(returned ? "returned" : "retry");
}

TEST_F(FlagTest, DescriptorsComeBackOrAreTriedAgain) {
  Descriptors descriptors(*loop);
  tasks.start(wait_for_descriptors(descriptors, said));
  descriptors.returned();
  settle();
  tasks.start(wait_for_descriptors(descriptors, said));
  advance(seconds(1));
  EXPECT_EQ(said, (Words{"returned", "retry"}));
}

}  // namespace
}  // namespace rouse::loop
