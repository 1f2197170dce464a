#include "listen/banner.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "fakes/loop.h"
#include "loop/task.h"
#include "sys/socket.h"

namespace rouse::listen {
namespace {

struct Outcome {
  bool finished = false;
  bool shown = false;
};

loop::Task show(loop::Loop* loop, Fd caller, std::string text, Outcome* outcome) {
  auto shared = std::make_shared<const std::string>(text);
  Fd back = co_await send_banner(loop, std::move(caller), shared);
  outcome->finished = true;
  outcome->shown = static_cast<bool>(back);
}

class Banner : public fakes::LoopTest {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    ours = Fd(ends[0]);
    theirs = Fd(ends[1]);
  }
  std::size_t read_all() {
    std::array<char, 65536> buffer{};
    std::size_t total = 0;
    for (;;) {
      ssize_t got = ::recv(theirs.raw(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got <= 0) return total;
      total += static_cast<std::size_t>(got);
    }
  }

  Fd ours, theirs;
  loop::Tasks tasks{*loop};
};

TEST_F(Banner, AShortOneIsThereAtOnceAndTheCallerComesBack) {
  Outcome outcome;
  tasks.start(show(loop.get(), std::move(ours), "hello\n", &outcome));
  EXPECT_TRUE(outcome.finished && outcome.shown);
  EXPECT_EQ(read_all(), 6U);
}

TEST_F(Banner, ALongOneIsSentAsTheCallerReads) {
  Outcome outcome;
  tasks.start(show(loop.get(), std::move(ours), std::string(1'000'000, 'x'), &outcome));
  std::size_t read = 0;
  while (!outcome.finished) {
    std::size_t got = read_all();
    ASSERT_GT(got, 0U);
    read += got;
    settle();
  }
  EXPECT_TRUE(outcome.shown);
  EXPECT_EQ(read + read_all(), 1'000'000U);
}

TEST_F(Banner, WhoDoesNotReadIsLeftAtTheDeadline) {
  Outcome outcome;
  tasks.start(show(loop.get(), std::move(ours), std::string(1'000'000, 'x'), &outcome));
  settle();
  EXPECT_FALSE(outcome.finished);
  advance(banner_patience - std::chrono::seconds(1));
  EXPECT_FALSE(outcome.finished);
  advance(std::chrono::seconds(1));
  EXPECT_TRUE(outcome.finished);
  EXPECT_FALSE(outcome.shown);
}

TEST_F(Banner, WhoIsGoneIsNotWaitedFor) {
  Outcome outcome;
  theirs.reset();
  tasks.start(show(loop.get(), std::move(ours), "hello\n", &outcome));
  EXPECT_TRUE(outcome.finished);
  EXPECT_FALSE(outcome.shown);
}

}  // namespace
}  // namespace rouse::listen
