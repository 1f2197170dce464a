// The book: one fixed slot per session in a memfd that keeper and steward share, so that no session is ever
// unknown, whichever of them dies.
//
//   free --(steward: open)--> arriving --(steward: running)--> running --(keeper: reaped)--> ended
//   --(steward)--> free
//                                 \------------------------------------(keeper: reaped)------^
//
// The steward announces a slot before clone3, whose parent_tid points at slot.pid: the kernel writes it
// before the child runs. Once clone3 has returned, the slot goes onto the list of the born, from which the
// keeper learns pid -> slot (its own hash) when it reaps; a child that ends before that is found as the
// announced one. The keeper writes the status, puts the slot onto the list of the ended and rings the bell.
// Both lists are stacks inside the slots: one side pushes, the other takes everything at once, and each is
// whole at every instant.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "net/address.h"
#include "process/pid_index.h"
#include "process/stage.h"
#include "sys/memory.h"

namespace rouse::process {

using SlotNumber = std::uint32_t;
inline constexpr SlotNumber no_slot = UINT32_MAX;

enum class SlotState : std::uint32_t { free, arriving, running, ended };

/// One session. Fixed layout: the next steward reads it too.
struct Slot {
  std::atomic<SlotState> state;
  std::atomic<pid_t> pid;             // written by the kernel (CLONE_PARENT_SETTID)
  std::atomic<std::uint32_t> report;  // written by the child: StartFailure::report()
  std::atomic<std::int32_t> wait_status;
  std::atomic<std::uint32_t> born_listed;  // on the list of the born: not to be opened again yet
  std::atomic<SlotNumber> born_next;
  std::atomic<SlotNumber> ended_next;
  std::uint32_t service;      // the steward's number of the service
  std::uint32_t of_resident;  // not a caller's: it does not outlive the daemon
  std::int64_t started_wall_s;
  std::int64_t started_ns;  // monotonic
  net::Endpoint peer;
};

struct Ending {
  SlotNumber slot;
  pid_t pid;
  int wait_status;
};

class Book {
 public:
  /// A new book for `slots` sessions at once. Memory is touched only as slots are used.
  static Result<Book> create(std::uint32_t slots);
  Book(Book&&) noexcept = default;
  Book& operator=(Book&&) noexcept = default;

  // Steward.
  /// A free slot in state arriving, or nothing when the book is full.
  std::optional<SlotNumber> open();
  /// Tells the keeper that the next child is this slot's; call before clone3. One slot at a time.
  void announce(SlotNumber slot);
  /// Takes an opened (and perhaps announced) slot back because no child came to be.
  void retract(SlotNumber slot);
  /// clone3 has returned: the announced slot has a child (which may have ended already).
  void running(SlotNumber slot);
  /// The next ended session, if any, in the order of their ends; the slot stays `ended` until released.
  std::optional<Ending> next_ended();
  void release(SlotNumber slot);

  // Keeper.
  /// Records the end of `pid` and rings the bell; false: no slot has that pid (not a session).
  bool reaped(pid_t pid, int wait_status);
  /// The processes of residents that have not been reaped.
  std::vector<pid_t> residents();

  Slot& slot(SlotNumber number);
  std::uint32_t size() const { return size_; }
  /// Rung by the keeper after reaped(); the steward waits on it.
  const Fd& bell() const { return bell_; }

 private:
  struct Head;
  Book() = default;
  Head& head() const;
  std::optional<SlotNumber> vacant();
  void vacate(SlotNumber number);
  std::optional<SlotNumber> session_of(pid_t pid);
  void learn_births();
  void collect_ended();

  sys::Mapping memory_;
  Fd bell_;
  std::uint32_t size_ = 0;
  // The steward's.
  std::uint32_t touched_ = 0;        // slots from here on have never been used
  std::vector<SlotNumber> vacated_;  // used before, last one first: the memory in use stays small
  std::vector<SlotNumber> ended_;    // collected, not yet delivered; the next one at the back
  // The keeper's.
  PidIndex pids_;
};

}  // namespace rouse::process
