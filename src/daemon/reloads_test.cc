#include "daemon/reloads.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "fakes/loop.h"
#include "sys/socket.h"

namespace rouse::daemon {
namespace {

class ReloadsTest : public fakes::LoopTest {
 protected:
  /// Each is as good as its number, and takes until the test says so.
  loop::Co<control::Reply> reload() {
    std::string number = std::to_string(++begun);
    co_await finish.raised();
    co_return control::Reply{.text = number};
  }
  loop::Task wait() {
    control::Reply reply = co_await reloads.ordered();
    told.push_back(reply.text);
  }
  void end_one() {
    finish.raise();
    settle();
  }

  int begun = 0;
  std::vector<std::string> told;
  loop::Flag finish{*loop};
  loop::Tasks duties{*loop};
  Result<std::pair<Fd, Fd>> line = sys::socket_pair();
  KeeperLine keeper{*loop, std::move(line->first), 0};
  Reloads reloads{*loop, duties, keeper, [this] { return reload(); }};
  loop::Tasks waiting{*loop};
};

TEST_F(ReloadsTest, TellWhatCameOfThem) {
  waiting.start(wait());
  settle();
  EXPECT_EQ(told, std::vector<std::string>{});
  end_one();
  EXPECT_EQ(told, std::vector<std::string>{"1"});
}

TEST_F(ReloadsTest, StartOverForAnOrderThatComesMeanwhile) {
  reloads.order();
  waiting.start(wait());
  waiting.start(wait());
  end_one();
  EXPECT_EQ(told, std::vector<std::string>{});
  end_one();
  EXPECT_EQ(told, (std::vector<std::string>{"2", "2"}));
  EXPECT_EQ(begun, 2);
}

TEST_F(ReloadsTest, TellEachWhatCameOfHisOwn) {
  waiting.start(wait());
  settle();
  waiting.start(wait());
  end_one();
  EXPECT_EQ(told, std::vector<std::string>{"1"});
  end_one();
  EXPECT_EQ(told, (std::vector<std::string>{"1", "2"}));
}

TEST_F(ReloadsTest, AreDoneAnewWhenTheyAreOver) {
  for (int i = 0; i < 2; ++i) {
    waiting.start(wait());
    end_one();
  }
  EXPECT_EQ(told, (std::vector<std::string>{"1", "2"}));
}

}  // namespace
}  // namespace rouse::daemon
