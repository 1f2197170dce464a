// Deadlines: by when which session has to be over. Pure; O(log n) each.
#pragma once

#include <optional>
#include <set>
#include <utility>

#include "base/clock.h"
#include "process/book.h"

namespace rouse::listen {

class Deadlines {
 public:
  /// What sessions have that may run for ever.
  static constexpr Instant never = Instant::max();

  void add(process::SlotNumber session, Instant at) {
    if (at != never) queue_.emplace(at, session);
  }
  /// Takes back what add() was told.
  void remove(process::SlotNumber session, Instant at) { queue_.erase({at, session}); }
  /// The earliest; never, if there is none.
  Instant next() const { return queue_.empty() ? never : queue_.begin()->first; }
  /// Takes out the session with the earliest deadline that is not after `now`, if there is one.
  std::optional<process::SlotNumber> take_due(Instant now) {
    if (queue_.empty() || queue_.begin()->first > now) return std::nullopt;
    return queue_.extract(queue_.begin()).value().second;
  }

 private:
  std::set<std::pair<Instant, process::SlotNumber>> queue_;
};

}  // namespace rouse::listen
