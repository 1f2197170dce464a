#include "loop/timers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <vector>

namespace rouse::loop {
namespace {

Instant at(unsigned ms) { return Instant{} + std::chrono::milliseconds(ms); }

TEST(TimerHeap, TakesOnlyWhatIsDue) {
  TimerHeap heap;
  Waiter waiter;
  waiter.deadline = at(10);
  heap.add(waiter);
  EXPECT_EQ(heap.next(), at(10));
  EXPECT_EQ(heap.take_due(at(9)), nullptr);
  EXPECT_EQ(heap.take_due(at(10)), &waiter);
  EXPECT_EQ(heap.next(), std::nullopt);
  heap.cancel(waiter);  // taken already: nothing happens
}

TEST(TimerHeap, KeepsItsOrderThroughRandomAdditionsAndCancellations) {
  std::mt19937 random(3);
  TimerHeap heap;
  std::vector<std::unique_ptr<Waiter>> model;
  for (int step = 0; step < 20'000; ++step) {
    if (model.empty() || random() % 100 < (model.size() < 200 ? 60U : 40U)) {
      model.push_back(std::make_unique<Waiter>());
      model.back()->deadline = at(static_cast<unsigned>(random() % 1000));
      heap.add(*model.back());
    } else {
      auto victim = model.begin() + static_cast<std::ptrdiff_t>(random() % model.size());
      heap.cancel(**victim);
      model.erase(victim);
    }
    auto earlier = [](const auto& a, const auto& b) { return a->deadline < b->deadline; };
    auto first = std::min_element(model.begin(), model.end(), earlier);
    ASSERT_EQ(heap.size(), model.size());
    if (first != model.end()) {
      ASSERT_EQ(heap.next(), (*first)->deadline);
    }
  }
  Instant last{};
  while (Waiter* waiter = heap.take_due(at(1000))) {
    ASSERT_GE(waiter->deadline, last);
    last = waiter->deadline;
  }
}

}  // namespace
}  // namespace rouse::loop
