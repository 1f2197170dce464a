// The book: one fixed slot per session in a memfd that keeper and steward share, so that no session is ever
// unknown, whichever of them dies.
//
//   free --(steward: open)--> arriving --(kernel: parent_tid)--> running --(keeper: reaped)--> ended --(steward)--> free
//
// The steward fills a slot before clone3, whose parent_tid points at slot.pid. Its number goes into the `born` ring,
// from which the keeper learns pid -> slot when it reaps (its own hash, O(1)); the keeper writes the status, puts
// the number into the `ended` ring and rings the eventfd. Each ring has one writer and one reader.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/fd.h"
#include "net/address.h"
#include "process/stage.h"

namespace rouse::process {

enum class SlotState : std::uint32_t { free, arriving, running, ended };

/// One session. Fixed layout: the next steward reads it too.
struct Slot {
  std::atomic<SlotState> state;
  std::atomic<pid_t> pid;          // written by the kernel (CLONE_PARENT_SETTID)
  std::atomic<std::uint32_t> report;  // child: stage << 16 | errno; 0: nothing failed
  std::atomic<std::int32_t> wait_status;
  std::uint32_t service;           // the steward's number of the service
  std::uint32_t reserved;
  std::int64_t started_wall_s;
  std::int64_t started_ns;         // monotonic
  net::Endpoint peer;
};

using SlotNumber = std::uint32_t;

struct Ending {
  SlotNumber slot;
  pid_t pid;
  int wait_status;
};

class Book {
 public:
  /// A new book for `slots` sessions at once (rounded up to a power of two). Memory is touched only as slots are used.
  static Result<Book> create(std::uint32_t slots);
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;
  ~Book();

  // Steward.
  /// A free slot in state arriving, or nothing when the book is full.
  std::optional<SlotNumber> open();
  /// Announces a slot to the keeper; call before clone3.
  void announce(SlotNumber slot);
  /// Takes an announced slot back because clone3 failed.
  void retract(SlotNumber slot);
  /// Marks a slot running after clone3 returned.
  void running(SlotNumber slot);
  /// The next ended session, if any; the slot stays `ended` until released.
  std::optional<Ending> next_ended();
  void release(SlotNumber slot);

  // Keeper.
  /// Records the end of `pid`; false: no slot has that pid (not a session).
  bool reaped(pid_t pid, int wait_status);

  Slot& slot(SlotNumber number);
  std::uint32_t size() const { return size_; }
  /// Rung by the keeper after reaped(); the steward waits on it.
  const Fd& bell() const { return bell_; }

 private:
  struct Layout;
  Book() = default;
  Fd memory_;
  Fd bell_;
  Layout* layout_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace rouse::process
