#include "listen/ledger.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rouse::listen {

struct Ledger::Head {
  std::uint64_t layout = 0;
  std::uint64_t stewards = 0;
  std::uint32_t touched = 0;  // records from here on have never been used
  std::uint32_t has_runlevel = 0;
  std::int32_t runlevel = 0;
  std::uint32_t deaths = 0;
  WallTime since = 0;
  WallTime last_death = 0;
};

// Head | records | denials

namespace {

constexpr std::size_t head_bytes = 64;

/// Another one whenever Head, a record or a denial means something else.
constexpr std::uint64_t layout = (std::uint64_t{1} << 32) | sizeof(ServiceRecord);
constexpr std::size_t records_bytes = std::size_t{Ledger::services_most} * sizeof(ServiceRecord);
constexpr std::size_t ledger_bytes = head_bytes + records_bytes + access::SensorList::most * sizeof(Denial);

}  // namespace

Ledger::Ledger(sys::SharedMemory memory)
    : memory_(std::move(memory)),
      records_(reinterpret_cast<ServiceRecord*>(memory_.mapping.data() + head_bytes), services_most,
               &head().touched) {}

Result<Ledger> Ledger::create(WallTime now) {
  static_assert(sizeof(Head) <= head_bytes);
  auto memory = sys::SharedMemory::create("rouse-ledger", ledger_bytes, layout);
  if (!memory) return std::unexpected(memory.error());
  Ledger out(std::move(*memory));
  out.head().since = now;
  return out;
}

Result<Ledger> Ledger::adopt(Fd file) {
  auto memory = sys::SharedMemory::adopt("ledger", std::move(file), ledger_bytes, layout);
  if (!memory) return std::unexpected(memory.error());
  return Ledger(std::move(*memory));
}

void Ledger::count_steward() { ++head().stewards; }
std::uint64_t Ledger::stewards() const { return head().stewards; }

Ledger::Head& Ledger::head() const { return *reinterpret_cast<Head*>(memory_.mapping.data()); }

std::span<Denial> Ledger::denied() const {
  auto* first = reinterpret_cast<Denial*>(memory_.mapping.data() + head_bytes + records_bytes);
  return {first, access::SensorList::most};
}

/// He may be there already, with an end that is not as late: the later one holds. The list has as much room
/// as the one in the steward, so somebody's time is over when all is taken.
void Ledger::deny(const net::Address& who, Instant end, Instant now) {
  std::span<Denial> all = denied();
  for (std::size_t looks = 0; looks < all.size() && all[next_denial_].end > now; ++looks)
    next_denial_ = (next_denial_ + 1) % all.size();
  all[next_denial_] = {who, end};
  next_denial_ = (next_denial_ + 1) % all.size();
}

std::vector<Denial> Ledger::denials(Instant now) const {
  std::vector<Denial> out;
  std::ranges::copy_if(denied(), std::back_inserter(out), [&](const Denial& each) { return each.end > now; });
  return out;
}

std::optional<int> Ledger::runlevel() const {
  return head().has_runlevel != 0 ? std::optional<int>(head().runlevel) : std::nullopt;
}

void Ledger::enter_runlevel(int level) {
  head().runlevel = level;
  head().has_runlevel = 1;
}

std::uint32_t Ledger::deaths() const { return head().deaths; }

WallTime Ledger::last_death() const { return head().last_death; }

WallTime Ledger::since() const { return head().since; }

void Ledger::note_death(WallTime now) {
  ++head().deaths;
  head().last_death = now;
}

}  // namespace rouse::listen
