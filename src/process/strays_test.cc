// Sessions whose process a parked one has made: the steward learns their pids late, and their ends are
// strays.
#include "process/strays.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "process/book.h"
#include "sys/eventfd.h"
#include "sys/memory.h"
#include "sys/process.h"

namespace rouse::process {
namespace {

/// A caller who is given to a parked process; its child has not said anything yet.
SlotNumber give(Book& book, std::uint32_t tag) {
  SlotNumber slot = book.open().value();
  book.give(slot, tag, 3);
  return slot;
}

TEST(Strays, AChildOfAParkedProcessTellsItsPidAndEnds) {
  Book book = std::move(*Book::create(4));
  SlotNumber slot = give(book, 7);
  EXPECT_EQ(book.awaited(), std::vector<SlotNumber>{slot});
  book.learnt(slot, 100);
  EXPECT_EQ(book.awaited(), std::vector<SlotNumber>{});
  EXPECT_EQ(book.slot(slot).state, SlotState::running);
  EXPECT_TRUE(book.reaped(100, 9));
  EXPECT_EQ(book.next_ended()->wait_status, 9);
}

TEST(Strays, AChildOfAParkedProcessMayEndBeforeItsPidIsKnown) {
  Book book = std::move(*Book::create(4));
  SlotNumber slot = give(book, 7);
  EXPECT_FALSE(book.reaped(100, 9)) << "nobody's yet";
  book.learnt(slot, 100);
  EXPECT_TRUE(sys::drain(book.bell().raw()));
  EXPECT_EQ(book.slot(slot).state, SlotState::ended);
  EXPECT_EQ(book.next_ended()->wait_status, 9);
  book.release(slot);
  SlotNumber another = give(book, 8);
  book.learnt(another, 100);
  EXPECT_EQ(book.slot(another).state, SlotState::running) << "that end has been told";
}

TEST(Strays, AnEndOfBeforeIsNotThatOfAChildWithTheSamePid) {
  Book book = std::move(*Book::create(4));
  EXPECT_FALSE(book.reaped(100, 9, Instant(Duration(5))));
  SlotNumber slot = give(book, 7);
  book.slot(slot).started_ns = 6;
  book.learnt(slot, 100);
  EXPECT_EQ(book.slot(slot).state, SlotState::running);
}

TEST(Strays, WhoWasGivenIsNotLostWithTheSteward) {
  Book book = std::move(*Book::create(4));
  SlotNumber slot = give(book, 7);
  EXPECT_EQ(book.inherit().size(), 0U);
  EXPECT_EQ(book.awaited(), std::vector<SlotNumber>{slot});
  EXPECT_EQ(book.slot(slot).given_as, 7U);
  EXPECT_EQ(book.slot(slot).park, 3U);
  book.take_back(slot);
  EXPECT_EQ(book.slot(slot).park, 0U) << "his server will be nobody's child there";
  EXPECT_EQ(book.inherit().size(), 1U);
}

/// A steward that learns pids of children which the keeper may have reaped before.
int learn_pids(Book& book, int sessions, std::atomic<int>& learnt) {
  int seen = 0;
  while (seen < sessions) {
    std::optional<SlotNumber> slot = learnt < sessions ? book.open() : std::nullopt;
    if (slot) book.learnt(*slot, ++learnt);
    while (std::optional<Ending> ending = book.next_ended()) {
      if (ending->wait_status != ending->pid) return 1;
      ++seen;
      book.release(ending->slot);
    }
  }
  return 0;
}

TEST(Strays, NoEndIsLostWhicheverOfTwoProcessesIsFirst) {
  constexpr int sessions = 20'000;
  constexpr int ahead_most = 100;
  Book book = std::move(*Book::create(64));
  Result<Fd> file = sys::memory_file("learnt", sizeof(std::atomic<int>));
  Result<sys::Mapping> shared = sys::Mapping::shared(file->raw(), sizeof(std::atomic<int>));
  auto& learnt = *reinterpret_cast<std::atomic<int>*>(shared->data());
  Result<pid_t> steward = sys::fork_child([&] {
    (void)sys::set_parent_death_signal(SIGKILL);
    return learn_pids(book, sessions, learnt);
  });
  ASSERT_TRUE(steward);
  std::mt19937 random(7);
  for (pid_t pid = 1; pid <= sessions; ++pid) {
    int ahead = static_cast<int>(random() % ahead_most);
    while (pid > learnt + ahead) {
    }
    (void)book.reaped(pid, pid);
  }
  EXPECT_EQ(WEXITSTATUS(sys::reap(*steward)->wait_status), 0);
}

}  // namespace
}  // namespace rouse::process
