// Ring: the last events, whatever log_type says; the oldest falls out. It lies in shared memory, so that it
// outlives the steward that fills it, and an upgrade; memory is bounded by the capacity, and every text by
// its slot.
//
// An event's number is written last and taken away first: one that a dying steward left half written is none.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/fd.h"
#include "log/event.h"
#include "sys/memory.h"

namespace rouse::log {

class Ring {
 public:
  static constexpr std::uint32_t capacity = 1024;

  /// Its first event gets a number above `before`.
  static Result<Ring> create(std::uint64_t before = 0);
  /// What memory() of another process's was. An error: it is of a version that lays it out in another way.
  static Result<Ring> adopt(Fd file);

  const Fd& memory() const { return memory_.file; }
  void add(const Event& event);
  /// The number that the next event gets.
  std::uint64_t next() const;
  /// The oldest that may be there; next() when there is none.
  std::uint64_t oldest() const;
  /// The event of that number; nothing: it has fallen out, is still to come, or was never finished. Texts are
  /// cut to their slot; a `reason` lives as long as the event is in the ring.
  std::optional<Event> at(std::uint64_t number) const;

 private:
  struct Head;
  struct Slot;
  explicit Ring(sys::SharedMemory memory) : memory_(std::move(memory)) {}
  static std::uint64_t layout();
  static std::size_t ring_bytes();
  Head& head() const;
  Slot& slot(std::uint64_t number) const;

  sys::SharedMemory memory_;
};

}  // namespace rouse::log
