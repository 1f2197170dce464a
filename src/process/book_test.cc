#include "process/book.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "sys/eventfd.h"
#include "sys/process.h"

namespace rouse::process {
namespace {

/// What the kernel does to an announced slot: it writes the pid before the child runs.
void kernel_starts(Book& book, SlotNumber slot, pid_t pid) { book.slot(slot).pid = pid; }

SlotNumber start(Book& book, pid_t pid) {
  SlotNumber slot = book.open().value();
  book.announce(slot);
  kernel_starts(book, slot, pid);
  book.running(slot);
  return slot;
}

Book new_book(std::uint32_t slots) { return std::move(*Book::create(slots)); }

TEST(Book, ASessionFromStartToEnd) {
  Book book = new_book(4);
  SlotNumber slot = book.open().value();
  EXPECT_EQ(book.slot(slot).state, SlotState::arriving);
  book.announce(slot);
  kernel_starts(book, slot, 100);
  book.running(slot);
  EXPECT_EQ(book.slot(slot).state, SlotState::running);
  EXPECT_FALSE(book.next_ended());
  EXPECT_TRUE(book.reaped(100, 9));
  EXPECT_TRUE(sys::drain(book.bell().raw()));
  EXPECT_EQ(book.slot(slot).state, SlotState::ended);
  std::optional<Ending> ending = book.next_ended();
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->slot, slot);
  EXPECT_EQ(ending->pid, 100);
  EXPECT_EQ(ending->wait_status, 9);
  book.release(slot);
  EXPECT_EQ(book.slot(slot).state, SlotState::free);
  EXPECT_FALSE(book.next_ended());
}

TEST(Book, AStrangerIsNoSession) {
  Book book = new_book(4);
  start(book, 100);
  EXPECT_FALSE(book.reaped(101, 0));
  EXPECT_FALSE(book.reaped(0, 0));
  EXPECT_FALSE(sys::drain(book.bell().raw()));
}

TEST(Book, AChildThatEndsBeforeTheStewardWentOnIsKnown) {
  Book book = new_book(4);
  SlotNumber slot = book.open().value();
  book.announce(slot);
  kernel_starts(book, slot, 100);
  EXPECT_TRUE(book.reaped(100, 0));
  book.running(slot);
  EXPECT_EQ(book.slot(slot).state, SlotState::ended);
  EXPECT_EQ(book.next_ended()->slot, slot);
  book.release(slot);
  // The slot is still on the list of the born: another one is used until the keeper has looked.
  SlotNumber second = start(book, 101);
  EXPECT_NE(second, slot);
  EXPECT_TRUE(book.reaped(101, 0));
  EXPECT_FALSE(book.reaped(100, 0));
  EXPECT_EQ(book.open(), slot);
}

TEST(Book, ARetractedSlotIsFreeAtOnceAndNobodysChild) {
  Book book = new_book(1);
  SlotNumber slot = book.open().value();
  book.announce(slot);
  book.retract(slot);
  EXPECT_EQ(book.slot(slot).state, SlotState::free);
  EXPECT_FALSE(book.reaped(100, 0));
  EXPECT_EQ(book.open(), slot);
}

TEST(Book, AFullBookOpensNothing) {
  Book book = new_book(3);
  for (pid_t pid = 1; pid <= 3; ++pid) start(book, pid);
  EXPECT_FALSE(book.open());
  EXPECT_TRUE(book.reaped(2, 0));
  EXPECT_FALSE(book.open());
  SlotNumber over = book.next_ended()->slot;
  EXPECT_FALSE(book.open());
  book.release(over);
  EXPECT_EQ(book.open(), over);
}

TEST(Book, EndingsComeInTheirOrder) {
  Book book = new_book(8);
  for (pid_t pid = 1; pid <= 5; ++pid) start(book, pid);
  for (pid_t pid : {3, 1, 5}) book.reaped(pid, 0);
  EXPECT_EQ(book.next_ended()->pid, 3);
  book.reaped(2, 0);
  EXPECT_EQ(book.next_ended()->pid, 1);
  EXPECT_EQ(book.next_ended()->pid, 5);
  EXPECT_EQ(book.next_ended()->pid, 2);
}

TEST(Book, ASessionMayEndUnseen) {
  Book book = new_book(2);
  SlotNumber slot = start(book, 100);
  book.lose(slot, Instant(std::chrono::nanoseconds(7)));
  book.lose(slot, Instant(std::chrono::nanoseconds(8)));
  EXPECT_FALSE(book.reaped(100, 0));
  std::optional<Ending> ending = book.next_ended();
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->wait_status, unknown_status);
  EXPECT_EQ(book.slot(slot).ended_ns, 7);
  EXPECT_FALSE(book.next_ended());
  book.release(slot);
  EXPECT_EQ(book.open(), slot);
}

TEST(Book, AnOpenedSlotRemembersNothing) {
  Book book = new_book(1);
  SlotNumber slot = start(book, 100);
  book.slot(slot).report = 7;
  book.slot(slot).start_told = Telling::done;
  book.slot(slot).baton = 3;
  book.slot(slot).owner = Owner::resident;
  book.reaped(100, 256);
  book.release(book.next_ended()->slot);
  ASSERT_EQ(book.open(), slot);
  EXPECT_EQ(book.slot(slot).pid, 0);
  EXPECT_EQ(book.slot(slot).report, 0U);
  EXPECT_EQ(book.slot(slot).wait_status, 0);
  EXPECT_EQ(book.slot(slot).start_told, Telling::not_yet);
  EXPECT_EQ(book.slot(slot).baton, 0U);
  EXPECT_EQ(book.slot(slot).owner, Owner::caller);
}

TEST(Book, KeepsWhoseSlotItIs) {
  Book book = new_book(1);
  SlotNumber slot = book.open(std::string(200, 'x')).value();
  EXPECT_EQ(std::string(book.slot(slot).service.data()), std::string(service_bytes - 1, 'x'));
  EXPECT_EQ(book.slot(slot).service_key, key_of(std::string(200, 'x')));
  EXPECT_NE(key_of("telnet"), key_of("telnet2"));
}

TEST(InheritedBook, HasWhoRunsAndDeliversWhoHasEnded) {
  Book book = new_book(4);
  SlotNumber lives = start(book, 10);
  SlotNumber over = start(book, 20);
  book.reaped(20, 9);
  EXPECT_TRUE(book.inherit().empty());
  EXPECT_EQ(book.occupied(), (std::vector<SlotNumber>{lives, over}));
  EXPECT_EQ(book.next_ended()->slot, over);
  EXPECT_FALSE(book.next_ended());
  EXPECT_TRUE(book.reaped(10, 0));
  EXPECT_EQ(book.next_ended()->slot, lives);
}

TEST(InheritedBook, DeliversAnEndAgainThatTheDeadHadTakenOut) {
  Book book = new_book(4);
  SlotNumber over = start(book, 20);
  book.reaped(20, 9);
  ASSERT_TRUE(book.next_ended());
  (void)sys::drain(book.bell().raw());
  book.inherit();
  EXPECT_TRUE(sys::drain(book.bell().raw()));
  EXPECT_EQ(book.next_ended()->slot, over);
}

TEST(InheritedBook, FindsACallerWithoutAServerLost) {
  Book book = new_book(4);
  SlotNumber slot = book.open("telnet").value();
  book.slot(slot).peer.port = 4000;
  book.slot(slot).baton = 2;
  std::vector<LostCaller> lost = book.inherit();
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].service, "telnet");
  EXPECT_EQ(lost[0].peer.port, 4000);
  EXPECT_EQ(lost[0].baton, 2U);
  EXPECT_EQ(book.open("telnet"), slot);
}

/// Its baton has to be emptied as well: the next child would take what is in it for its own.
TEST(InheritedBook, FindsWhatWasOnItsWayToAResident) {
  Book book = new_book(4);
  SlotNumber slot = book.open("web").value();
  book.slot(slot).owner = Owner::resident;
  book.slot(slot).baton = 2;
  std::vector<LostCaller> lost = book.inherit();
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].baton, 2U);
  EXPECT_EQ(lost[0].owner, Owner::resident);
}

/// Wherever between clone3 and the end of running() the steward was.
TEST(InheritedBook, KnowsAChildThatWasJustBorn) {
  for (int step = 0; step < 3; ++step) {
    Book book = new_book(4);
    SlotNumber slot = book.open().value();
    book.announce(slot);
    kernel_starts(book, slot, 100);
    if (step == 1) book.slot(slot).born_listed = 1;
    if (step == 2) {
      book.running(slot);
      book.slot(slot).state = SlotState::arriving;
      book.announce(slot);
    }
    EXPECT_TRUE(book.inherit().empty());
    EXPECT_EQ(book.slot(slot).state, SlotState::running);
    EXPECT_TRUE(book.reaped(100, 0)) << step;
    EXPECT_EQ(book.next_ended()->slot, slot);
    EXPECT_FALSE(book.next_ended());
  }
}

TEST(InheritedBook, TellsOfACallerWhoWasBeingAccepted) {
  Book book = new_book(4);
  book.accepting(key_of("telnet"));
  std::vector<LostCaller> lost = book.inherit();
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].service_key, key_of("telnet"));
  EXPECT_EQ(lost[0].peer.port, 0);
  EXPECT_TRUE(book.inherit().empty());
}

TEST(InheritedBook, TellsOfHimOnceWhenHeIsKnown) {
  Book book = new_book(4);
  book.accepting(key_of("telnet"));
  (void)book.open("telnet");
  EXPECT_EQ(book.inherit().size(), 1U);
}

TEST(Book, KnowsTheResidentsThatLive) {
  Book book = new_book(4);
  for (pid_t pid : {1, 2, 3}) book.slot(start(book, pid)).owner = pid == 2 ? Owner::caller : Owner::resident;
  EXPECT_EQ(book.residents().size(), 2U);
  book.reaped(3, 0);
  EXPECT_EQ(book.residents(), std::vector<pid_t>{1});
}

/// Steward and keeper take random turns; the model knows who runs and who has ended.
TEST(Book, AgreesWithASimpleModelThroughRandomTurns) {
  constexpr std::size_t slots = 16;
  Book book = new_book(slots);
  std::mt19937 random(7);
  std::map<pid_t, SlotNumber> running;
  std::deque<pid_t> ended;
  pid_t next_pid = 1;
  for (int step = 0; step < 200'000; ++step) {
    switch (random() % 4) {
      case 0: {
        std::optional<SlotNumber> slot = book.open();
        ASSERT_TRUE(slot || running.size() + ended.size() >= slots / 2) << "full too early";
        if (!slot) break;
        book.announce(*slot);
        if (random() % 8 == 0) {
          book.retract(*slot);
          break;
        }
        kernel_starts(book, *slot, next_pid);
        bool at_once = random() % 4 == 0;
        if (at_once) {
          ASSERT_TRUE(book.reaped(next_pid, next_pid));
          ended.push_back(next_pid);
        } else {
          running[next_pid] = *slot;
        }
        book.running(*slot);
        ++next_pid;
        break;
      }
      case 1: {
        if (running.empty()) break;
        auto victim = std::next(running.begin(), static_cast<std::ptrdiff_t>(random() % running.size()));
        ASSERT_TRUE(book.reaped(victim->first, victim->first));
        ended.push_back(victim->first);
        running.erase(victim);
        break;
      }
      case 2: {
        std::optional<Ending> ending = book.next_ended();
        ASSERT_EQ(ending.has_value(), !ended.empty());
        if (!ending) break;
        ASSERT_EQ(ending->pid, ended.front());
        ASSERT_EQ(ending->wait_status, ended.front());
        ended.pop_front();
        book.release(ending->slot);
        break;
      }
      default:
        ASSERT_FALSE(book.reaped(next_pid + 1000, 0));
    }
  }
  EXPECT_GT(next_pid, 10'000);
}

/// The test is the keeper: it reaps a steward's siblings-to-be (here its children) as fast as they come.
int count_endings(Book& book, int sessions, int first_pid, int bell_rings) {
  int seen = 0;
  int opened = 0;
  while (seen < sessions) {
    std::optional<SlotNumber> slot = opened < sessions ? book.open() : std::nullopt;
    if (slot) {
      book.announce(*slot);
      kernel_starts(book, *slot, first_pid + opened++);
      book.running(*slot);
    }
    bell_rings += sys::drain(book.bell().raw()) ? 1 : 0;
    while (std::optional<Ending> ending = book.next_ended()) {
      if (ending->wait_status != ending->pid) return 1;
      ++seen;
      book.release(ending->slot);
    }
  }
  return bell_rings > 0 ? 0 : 2;
}

/// The kernel has written `pid` into a slot: from here on the child may end.
bool stands_in(Book& book, pid_t pid) {
  for (SlotNumber number = 0; number < book.size(); ++number) {
    if (book.slot(number).pid == pid) return true;
  }
  return false;
}

TEST(Book, TwoProcessesAtOnce) {
  constexpr int sessions = 10'000;
  Book book = new_book(64);
  Result<pid_t> steward = sys::fork_child([&] {
    (void)sys::set_parent_death_signal(SIGKILL);  // when the test fails, it waits for endings that never come
    return count_endings(book, sessions, 1, 0);
  });
  ASSERT_TRUE(steward);
  for (pid_t pid = 1; pid <= sessions; ++pid) {
    while (!stands_in(book, pid)) {
    }
    ASSERT_TRUE(book.reaped(pid, pid)) << pid;  // wherever the steward is by now
  }
  EXPECT_EQ(WEXITSTATUS(sys::reap(*steward)->wait_status), 0);
}

TEST(Book, WhatAStewardStartedOutlivesIt) {
  Book book = new_book(8);
  Result<pid_t> steward = sys::fork_child([&] {
    start(book, 100);
    SlotNumber slot = book.open().value();  // dies between clone3 and its return
    book.announce(slot);
    kernel_starts(book, slot, 101);
    return 0;
  });
  ASSERT_TRUE(steward);
  ASSERT_TRUE(sys::reap(*steward));
  EXPECT_TRUE(book.reaped(101, 1));
  EXPECT_TRUE(book.reaped(100, 0));
}

}  // namespace
}  // namespace rouse::process
