// A loop whose clock stands still: what a task waits for comes when the test says so.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "base/clock.h"
#include "loop/loop.h"

namespace rouse::fakes {

class LoopTest : public testing::Test {
 protected:
  /// Until nothing is ready any more.
  void settle() {
    while (loop->turn(0) > 0) {
    }
  }
  void advance(Duration by) {
    clock.advance(by);
    settle();
  }

  ManualClock clock;
  std::unique_ptr<loop::Loop> loop = std::move(*loop::Loop::create(clock));
};

}  // namespace rouse::fakes
