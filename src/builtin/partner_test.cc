#include "builtin/partner.h"

#include <malloc.h>

#include "builtin/stream.h"
#include "fakes/conversation.h"

namespace rouse::builtin {
namespace {

class PartnerTest : public fakes::ConversationTest {
 protected:
  std::string said;
};

loop::Task speak(loop::Loop* loop, std::string* said, char word) {
  Partner partner(loop, Fd());
  for (int i = 0; i < 3; ++i) {
    said->push_back(word);
    co_await partner.until(*loop, Next::yield);
  }
}

TEST_F(PartnerTest, WhoYieldsGoesOnAfterTheOthersHadTheirTurn) {
  tasks.start(speak(loop.get(), &said, 'a'));
  tasks.start(speak(loop.get(), &said, 'b'));
  settle();
  EXPECT_EQ(said, "ababab");
}

TEST_F(PartnerTest, OnlyACallThatWouldWaitIsWaitedFor) {
  EXPECT_EQ(after({.call = "recv", .code = EAGAIN, .thing = {}}, Next::write), Next::write);
  EXPECT_EQ(after({.call = "recv", .code = EINTR, .thing = {}}, Next::write), Next::yield);
  EXPECT_EQ(after({.call = "recv", .code = ECONNRESET, .thing = {}}, Next::write), Next::end);
}

#if defined(__clang__)
constexpr std::size_t idle_echo_limit_bytes = 400;  // clang keeps more in a frame
#else
constexpr std::size_t idle_echo_limit_bytes = 256;
#endif

// The promise of 10,000 conversations in less than 20 MB: an idle one is its frame, nothing else.
TEST_F(PartnerTest, AnIdleConversationIsSmall) {
  constexpr std::size_t count = 1000;
  Scratch scratch{};
  std::vector<loop::Co<Traffic>> conversations;
  conversations.reserve(count);
  std::size_t before = ::mallinfo2().uordblks;
  if (before == 0) GTEST_SKIP() << "another allocator";
  while (conversations.size() < count)
    conversations.push_back(converse(Kind::echo, loop.get(), Fd(), &scratch));
  std::size_t each_bytes = (::mallinfo2().uordblks - before) / count;
  RecordProperty("bytes_per_idle_echo", static_cast<int>(each_bytes));
  EXPECT_LE(each_bytes, idle_echo_limit_bytes);
  EXPECT_GE(each_bytes, 64U);
}

}  // namespace
}  // namespace rouse::builtin
