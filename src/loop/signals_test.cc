#include "loop/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "fakes/sayings.h"
#include "loop/task.h"
#include "sys/signal.h"

namespace rouse::loop {
namespace {

using Words = std::vector<std::string>;
using SignalsTest = fakes::SayingTest;

Task say_signals(Signals& signals, Words& said) {
  for (;;) {
    int signal = co_await signals.next();
    said.push_back(std::to_string(signal));
  }
}

TEST_F(SignalsTest, SignalsComeOneAfterTheOther) {
  auto signals = Signals::create(*loop, sys::signal_set({SIGUSR1, SIGUSR2}));
  ASSERT_TRUE(signals);
  Tasks tasks(*loop);
  tasks.start(say_signals(**signals, said));
  settle();
  ::kill(::getpid(), SIGUSR2);
  settle();
  ::kill(::getpid(), SIGUSR1);
  settle();
  EXPECT_EQ(said, (Words{std::to_string(SIGUSR2), std::to_string(SIGUSR1)}));
}

}  // namespace
}  // namespace rouse::loop
