// Ledger: what the steward counts of each service, in a memfd that outlives it: the next steward goes on from
// there. One record per service, found by its id; a service that a reload drops takes its record along.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "access/rate.h"
#include "access/sensor_list.h"
#include "base/clock.h"
#include "base/error.h"
#include "listen/tally.h"
#include "net/address.h"
#include "process/records.h"
#include "sys/memory.h"

namespace rouse::listen {

struct ServiceRecord {
  std::uint64_t key = 0;  // process::key_of() its id; 0: nobody's
  access::RateMeter rate = {};
  Instant paused_until = {};   // by cps; in the past: it is not
  std::uint32_t barred = 0;    // by an order
  std::uint32_t rpc_port = 0;  // that the kernel chose; 0: none yet
  Tally tally = {};
};

/// Somebody whom a SENSOR has shut out.
struct Denial {
  net::Address who;
  Instant end;
};

class Ledger {
 public:
  /// Services that are remembered; those beyond them have records that end with the steward.
  static constexpr std::uint32_t services_most = 65'536;

  /// Memory is touched only as records are used.
  static Result<Ledger> create(WallTime now = 0);
  /// One that this process had before it became another program; inherit() comes next. EPROTO: it was written
  /// by a version that laid it out otherwise.
  static Result<Ledger> adopt(Fd file);
  Ledger(Ledger&&) noexcept = default;
  Ledger& operator=(Ledger&&) noexcept = default;

  /// The record of the service with this id: the one it has, else a new one. Nothing: it is full.
  ServiceRecord* record_of(std::string_view id) { return records_.of(id); }
  /// The service is gone for good.
  void forget(std::string_view id) { records_.forget(id); }
  /// A SENSOR has shut somebody out until `end`.
  void deny(const net::Address& who, Instant end, Instant now);
  /// Who is shut out still.
  std::vector<Denial> denials(Instant now) const;
  /// The runlevel that a steward of before has brought the machine into, or was about to.
  std::optional<int> runlevel() const;
  void enter_runlevel(int level);
  /// The steward is dead: what the next one finds.
  void inherit() { records_.inherit(); }
  /// Another steward begins.
  void count_steward();
  /// Stewards that have begun so far.
  std::uint64_t stewards() const;
  /// A steward was killed.
  void note_death(WallTime now);
  /// Stewards that have died, and when the last one did; 0: none.
  std::uint32_t deaths() const;
  WallTime last_death() const;
  /// When the daemon was started.
  WallTime since() const;
  const Fd& memory() const { return memory_.file; }

 private:
  struct Head;
  explicit Ledger(sys::SharedMemory memory);
  Head& head() const;
  std::span<Denial> denied() const;

  sys::SharedMemory memory_;
  process::Records<ServiceRecord> records_;
  std::size_t next_denial_ = 0;  // where to look for room
};

}  // namespace rouse::listen
