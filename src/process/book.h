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
//
// The child of a parked process is nobody's announced one: the slot waits (`given_as` says so) until the
// child has told the steward its pid. If the keeper reaps it before that, its end is a stray
// (process/strays.h).
//
// A steward that dies leaves slots at any point of these ways. inherit() brings each to one of them again:
// who has a child runs, who has none has lost his caller.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "net/address.h"
#include "process/pid_index.h"
#include "process/stage.h"
#include "process/strays.h"
#include "sys/memory.h"

namespace rouse::process {

using SlotNumber = std::uint32_t;
inline constexpr SlotNumber no_slot = UINT32_MAX;

enum class SlotState : std::uint32_t { free, arriving, running, ended };

/// Whether something stands in the log; `begun`: it may or may not.
enum class Telling : std::uint32_t { not_yet, begun, done };

/// Whose process a slot has.
enum class Owner : std::uint32_t {
  caller,
  resident,  // it does not outlive the daemon, as little as
  park,      // a parked process, of whose end no caller needs to know
};

/// Bytes of a service's id that the book keeps, with the zero behind them.
inline constexpr std::size_t service_bytes = 64;

/// One session. Fixed layout: the next steward reads it too.
struct Slot {
  std::atomic<SlotState> state;
  std::atomic<pid_t> pid;             // written by the kernel (CLONE_PARENT_SETTID)
  std::atomic<std::uint32_t> report;  // written by the child: StartFailure::report()
  std::atomic<std::int32_t> wait_status;
  std::atomic<std::uint32_t> born_listed;  // on the list of the born: not to be opened again yet
  std::atomic<SlotNumber> born_next;
  std::atomic<SlotNumber> ended_next;
  std::atomic<Telling> start_told;      // its START in the log
  std::atomic<Telling> end_told;        // its EXIT in the log
  std::atomic<std::uint32_t> baton;     // where its caller waits for the child: the number of a baton, from 1
  std::atomic<std::uint32_t> given_as;  // the tag of a caller given to a parked process; 0: he is not
  std::uint32_t
      park;  // of a parked process, and of whom it is given: the number of its deposit with the keeper
  Owner owner;
  std::uint64_t service_key;  // key_of() the id of its service
  std::array<char, service_bytes> service;
  std::int64_t started_wall_s;
  std::int64_t started_ns;  // monotonic, as is the end
  std::int64_t ended_ns;    // written by the keeper
  net::Endpoint peer;
};

/// What tells one id from others, in the book and in the records of services; the same in every process.
std::uint64_t key_of(std::string_view id);

/// The wait status of a server whose end nobody could see: neither an exit status nor a signal.
inline constexpr int unknown_status = -1;

struct Ending {
  SlotNumber slot;
  pid_t pid;
  int wait_status;
};

/// A caller who was on his way to a server when the steward died, and has none; or what was on its way to a
/// resident that never came to be.
struct LostCaller {
  std::uint32_t baton = 0;  // where he may still be (Slot::baton)
  std::uint64_t service_key = 0;
  std::string service = {};  // its id, cut to service_bytes; empty: only the key is known
  net::Endpoint peer = {};   // port 0: nobody knows who he was, or whether there was one
  Owner owner = Owner::caller;
};

class Book {
 public:
  /// A new book for `slots` sessions at once. Memory is touched only as slots are used.
  static Result<Book> create(std::uint32_t slots);
  /// A book that this process had before it became another program; inherit() comes next. EPROTO: it was
  /// written by a version that laid it out otherwise.
  static Result<Book> adopt(Fd memory, Fd bell);
  Book(Book&&) noexcept = default;
  Book& operator=(Book&&) noexcept = default;

  // Steward.
  /// A free slot in state arriving, of the service with this id; nothing: the book is full.
  std::optional<SlotNumber> open(std::string_view service = {});
  /// Tells the keeper that the next child is this slot's; call before clone3. One slot at a time.
  void announce(SlotNumber slot);
  /// Takes an opened (and perhaps announced) slot back because no child came to be.
  void retract(SlotNumber slot);
  /// clone3 has returned: the announced slot has a child (which may have ended already).
  void running(SlotNumber slot);
  /// The caller of an arriving slot is given under this tag (not 0) to the parked process whose end of the
  /// pair the keeper holds as `park`; it has a child for him if learnt() comes.
  void give(SlotNumber slot, std::uint32_t tag, std::uint32_t park);
  /// The child that a parked process has for this slot has this pid (it may have ended already).
  void learnt(SlotNumber slot, pid_t pid);
  /// The parked process has none for him: the slot is as it was before give().
  void take_back(SlotNumber slot);
  /// Slots of callers who were given, and of whose child nothing has been heard yet.
  std::vector<SlotNumber> awaited();
  /// The next ended session, if any, in the order of their ends; the slot stays `ended` until released.
  std::optional<Ending> next_ended();
  void release(SlotNumber slot);
  /// The process of a running slot is nobody whose end the keeper sees: it has ended now, unseen.
  void lose(SlotNumber slot, Instant now);
  /// The slots in which somebody runs or has ended: what a steward finds that is not the first.
  std::vector<SlotNumber> occupied();
  /// A door of that service is about to give up a caller (or, with 0, has): one whom nobody knows yet.
  void accepting(std::uint64_t service_key);

  // Keeper.
  /// The steward is dead and the next one not yet born: makes the book whole, and tells who was lost. The
  /// child that is forked next has the book as it must be.
  std::vector<LostCaller> inherit();
  /// Records the end of `pid` and rings the bell; false: no slot has that pid (not a session, or not known as
  /// one yet).
  bool reaped(pid_t pid, int wait_status, Instant now = {});
  /// The processes of residents, and parked ones, that have not been reaped.
  std::vector<pid_t> residents();

  Slot& slot(SlotNumber number);
  std::uint32_t size() const { return size_; }
  /// Rung by the keeper after reaped(); the steward waits on it.
  const Fd& bell() const { return bell_; }
  const Fd& memory() const { return file_; }

 private:
  struct Head;
  Book() = default;
  Head& head() const;
  std::optional<SlotNumber> vacant();
  void vacate(SlotNumber number);
  std::optional<SlotNumber> session_of(pid_t pid);
  std::optional<SlotNumber> known_as(pid_t pid);
  bool claim_stray(SlotNumber number);
  Strays& strays() const;
  void learn_births();
  void collect_ended();
  bool settle(SlotNumber number);

  Fd file_;
  sys::Mapping memory_;
  Fd bell_;
  std::uint32_t size_ = 0;
  // The steward's.
  std::vector<SlotNumber> vacated_;  // used before, last one first: the memory in use stays small
  std::vector<SlotNumber> ended_;    // collected, not yet delivered; the next one at the back
  // The keeper's.
  PidIndex pids_;
};

}  // namespace rouse::process
