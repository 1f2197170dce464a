#include "loop/task.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fakes/sayings.h"
#include "loop/co.h"
#include "loop/sleep.h"

namespace rouse::loop {
namespace {

using fakes::say_at;
using std::chrono::seconds;
using Words = std::vector<std::string>;

/// Counts its copies that are alive, to see that every frame destroys what it holds exactly once.
struct Counted {
  explicit Counted(int& alive) : alive_(&alive) { ++*alive_; }
  Counted(const Counted& other) : alive_(other.alive_) { ++*alive_; }
  Counted(Counted&& other) noexcept : alive_(other.alive_) { ++*alive_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*alive_; }
  int* alive_;
};

Co<std::unique_ptr<int>> after(Loop& loop, int value, Counted counted) {
  co_await sleep_for(loop, seconds(1));
  (void)counted;
  co_return std::make_unique<int>(value);
}

Co<int> sum(Loop& loop, int depth, Counted counted) {
  if (depth == 0) co_return 0;
  std::unique_ptr<int> value = co_await after(loop, depth, counted);
  int rest = co_await sum(loop, depth - 1, std::move(counted));
  co_return *value + rest;
}

Co<void> say_sum(Loop& loop, Words& said, int depth, Counted counted) {
  int total = co_await sum(loop, depth, counted);
  said.push_back(std::to_string(total));
}

Task run_sum(Loop& loop, Words& said, int depth, Counted counted) {
  co_await say_sum(loop, said, depth, counted);
  said.push_back("done");
}

class TaskTest : public fakes::SayingTest {
 protected:
  int alive = 0;
};

TEST_F(TaskTest, ChainsOfAwaitsGiveTheirValues) {
  Tasks tasks(*loop);
  tasks.start(run_sum(*loop, said, 10, Counted(alive)));
  for (int i = 0; i < 10; ++i) advance(seconds(1));
  EXPECT_EQ(said, (Words{"55", "done"}));
  EXPECT_EQ(alive, 0);
}

TEST_F(TaskTest, CancellingDestroysAWholeChain) {
  {
    Tasks tasks(*loop);
    for (int i = 0; i < 200; ++i) tasks.start(run_sum(*loop, said, 10, Counted(alive)));
    for (int i = 0; i < 5; ++i) advance(seconds(1));
    EXPECT_GT(alive, 200);
  }
  EXPECT_EQ(alive, 0);
  advance(seconds(10));
  EXPECT_TRUE(said.empty());
}

Task finish_at_once(Counted counted) {
  (void)counted;
  co_return;
}

TEST_F(TaskTest, AFinishedFrameIsFreedByTheLoop) {
  Tasks tasks(*loop);
  tasks.start(finish_at_once(Counted(alive)));
  EXPECT_EQ(tasks.size(), 0U);
  tasks.start(say_at(*loop, clock.now(), said, "turn"));
  settle();
  EXPECT_EQ(alive, 0);
}

TEST_F(TaskTest, ATaskThatIsNeverStartedIsDestroyed) {
  {
    Task unused = finish_at_once(Counted(alive));
  }
  EXPECT_EQ(alive, 0);
}

Co<int> immediate(int value) { co_return value; }

Task count_to(int limit, int& reached) {
  while (reached < limit) {
    int next = co_await immediate(reached + 1);
    reached = next;
  }
}

TEST_F(TaskTest, ManyAwaitsThatNeverSuspendUseNoStack) {
  int reached = 0;
  Tasks tasks(*loop);
  tasks.start(count_to(100'000, reached));
  EXPECT_EQ(reached, 100'000);
}

}  // namespace
}  // namespace rouse::loop
