// Roster: the records of all residents, in a memfd that outlives the steward: the next one finds there what
// lives, in which state, and how often it has ended of late.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "process/records.h"
#include "supervise/resident_record.h"
#include "sys/memory.h"

namespace rouse::supervise {

class Roster {
 public:
  /// Residents that are remembered. Those beyond them the next steward starts anew, and knows nothing of what
  /// runs of them.
  static constexpr std::uint32_t residents_most = 4096;

  /// Memory is touched only as records are used.
  static Result<Roster> create();
  /// One that this process had before it became another program; inherit() comes next. EPROTO: it was written
  /// by a version that laid it out otherwise.
  static Result<Roster> adopt(Fd file);

  /// The record of the resident with this id: the one it has, else a new one. Null: there is no room.
  ResidentRecord* record_of(std::string_view id);
  /// The one it has, or null.
  ResidentRecord* find(std::string_view id) const { return records_.find(id); }
  void forget(std::string_view id) { records_.forget(id); }
  std::vector<ResidentRecord*> all() const { return records_.all(); }
  /// The steward is dead: what the next one finds.
  void inherit() { records_.inherit(); }
  const Fd& memory() const { return memory_.file; }

 private:
  struct Head;
  explicit Roster(sys::SharedMemory memory);
  Head& head() const;

  sys::SharedMemory memory_;
  process::Records<ResidentRecord> records_;
};

}  // namespace rouse::supervise
