#include "loop/within.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "fakes/loop.h"
#include "loop/flag.h"
#include "loop/sleep.h"
#include "loop/task.h"

namespace rouse::loop {
namespace {

using std::chrono::seconds;

/// Says when it has gone.
struct Witness {
  explicit Witness(bool& here) : here_(here) { here_ = true; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { here_ = false; }
  bool& here_;
};

class WithinTest : public fakes::LoopTest {
 protected:
  Co<int> answer(Duration after) {
    Witness witness(working);
    co_await sleep_for(*loop, after);
    co_return 42;
  }
  Co<int> know() { co_return 7; }
  Task ask(Co<int> question) {
    asked = true;
    std::optional<int> answer = co_await within(*loop, std::move(question), loop->now() + seconds(5));
    worked_on = working;
    got = answer.value_or(0);
    co_await sleep_for(*loop, seconds(100));
  }

  Co<void> work(Duration takes) { co_await sleep_for(*loop, takes); }
  Task do_in(Duration takes) {
    Co<void> working_on = work(takes);
    bool is_done = co_await within(*loop, std::move(working_on), loop->now() + seconds(5));
    done.push_back(is_done);
  }

  bool asked = false, working = false, worked_on = false;
  std::optional<int> got;
  std::vector<bool> done;
  Tasks tasks{*loop};
};

TEST_F(WithinTest, GivesTheValueThatCameInTime) {
  tasks.start(ask(answer(seconds(4))));
  advance(seconds(4));
  EXPECT_EQ(got, 42);
  advance(seconds(10));  // its deadline means nothing any more
  EXPECT_EQ(got, 42);
}

TEST_F(WithinTest, GivesAValueThatNeedsNoWaiting) {
  tasks.start(ask(know()));
  EXPECT_EQ(got, 7);
}

TEST_F(WithinTest, DestroysWhatTakesTooLong) {
  tasks.start(ask(answer(seconds(6))));
  advance(seconds(4));
  EXPECT_TRUE(working);
  EXPECT_FALSE(got);
  advance(seconds(1));
  EXPECT_EQ(got, 0);
  EXPECT_FALSE(working);
  advance(seconds(10));
  EXPECT_EQ(got, 0);
}

TEST_F(WithinTest, WhatIsReadyAtTheDeadlineCounts) {
  tasks.start(ask(answer(seconds(5))));
  advance(seconds(5));
  EXPECT_EQ(got, 42);
}

TEST_F(WithinTest, WhatHasNoValueIsDoneOrNot) {
  for (int takes_s : {4, 6}) tasks.start(do_in(seconds(takes_s)));
  advance(seconds(4));
  advance(seconds(1));
  EXPECT_EQ(done, (std::vector<bool>{true, false}));
}

TEST_F(WithinTest, IsCancelledWithItsTask) {
  tasks.start(ask(answer(seconds(6))));
  tasks.cancel_all();
  EXPECT_FALSE(working);
  advance(seconds(10));
  EXPECT_FALSE(got);
}

}  // namespace
}  // namespace rouse::loop
