#include "builtin/progress.h"

#include "fakes/conversation.h"

namespace rouse::builtin {
namespace {

class ProgressTest : public fakes::ConversationTest {
 protected:
  std::string said;
};

loop::Task speak(loop::Loop* loop, std::string* said, char word) {
  loop::Channel nobody(*loop, Fd(), loop::Trigger::edge);
  for (int i = 0; i < 3; ++i) {
    said->push_back(word);
    co_await until(*loop, nobody, Next::yield);
  }
}

TEST_F(ProgressTest, WhoYieldsGoesOnAfterTheOthersHadTheirTurn) {
  tasks.start(speak(loop.get(), &said, 'a'));
  tasks.start(speak(loop.get(), &said, 'b'));
  settle();
  EXPECT_EQ(said, "ababab");
}

TEST_F(ProgressTest, OnlyACallThatWouldWaitIsWaitedFor) {
  EXPECT_EQ(after({.call = "recv", .code = EAGAIN, .thing = {}}, Next::write), Next::write);
  EXPECT_EQ(after({.call = "recv", .code = EINTR, .thing = {}}, Next::write), Next::yield);
  EXPECT_EQ(after({.call = "recv", .code = ECONNRESET, .thing = {}}, Next::write), Next::end);
}

}  // namespace
}  // namespace rouse::builtin
