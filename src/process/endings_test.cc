#include "process/endings.h"

#include "fakes/loop.h"

namespace rouse::process {
namespace {

class Remembers final : public Parent {
 public:
  void ended(const Ending& ending) override { pids.push_back(ending.pid); }
  std::vector<pid_t> pids;
};

class EndingsTest : public fakes::LoopTest {
 protected:
  /// A server that runs, with `pid`.
  SlotNumber running(pid_t pid) {
    SlotNumber slot = book.open().value();
    book.announce(slot);
    book.slot(slot).pid = pid;
    book.running(slot);
    return slot;
  }

  Book book = std::move(*Book::create(2));
  EndingsTest() { endings.attend(); }

  Endings endings{*loop, book};
};

TEST_F(EndingsTest, EachIsToldToWhoStartedItAndFreesItsSlot) {
  Remembers one;
  Remembers other;
  endings.expect(running(10), one);
  endings.expect(running(20), other);
  EXPECT_FALSE(book.open());
  ASSERT_TRUE(book.reaped(20, 0));
  settle();
  EXPECT_EQ(one.pids, std::vector<pid_t>{});
  EXPECT_EQ(other.pids, std::vector<pid_t>{20});
  endings.expect(running(30), one);
  ASSERT_TRUE(book.reaped(30, 0));
  ASSERT_TRUE(book.reaped(10, 0));
  settle();
  EXPECT_EQ(one.pids, (std::vector<pid_t>{30, 10}));
}

}  // namespace
}  // namespace rouse::process
