#include "supervise/roster.h"

#include <utility>

namespace rouse::supervise {

struct Roster::Head {
  std::uint64_t layout = 0;
  std::uint32_t touched = 0;  // records from here on have never been used
};

namespace {

constexpr std::size_t head_bytes = 64;

/// Another one whenever Head or a record means something else.
constexpr std::uint64_t layout =
    (std::uint64_t{1} << 32) | (std::uint64_t{state_count} << 24) | sizeof(ResidentRecord);
constexpr std::size_t roster_bytes =
    head_bytes + std::size_t{Roster::residents_most} * sizeof(ResidentRecord);

}  // namespace

Roster::Roster(sys::SharedMemory memory)
    : memory_(std::move(memory)),
      records_(reinterpret_cast<ResidentRecord*>(memory_.mapping.data() + head_bytes), residents_most,
               &head().touched) {}

Roster::Head& Roster::head() const { return *reinterpret_cast<Head*>(memory_.mapping.data()); }

Result<Roster> Roster::create() {
  static_assert(sizeof(Head) <= head_bytes);
  auto memory = sys::SharedMemory::create("rouse-roster", roster_bytes, layout);
  if (!memory) return std::unexpected(memory.error());
  return Roster(std::move(*memory));
}

Result<Roster> Roster::adopt(Fd file) {
  auto memory = sys::SharedMemory::adopt("roster", std::move(file), roster_bytes, layout);
  if (!memory) return std::unexpected(memory.error());
  return Roster(std::move(*memory));
}

ResidentRecord* Roster::record_of(std::string_view id) {
  if (id.size() > id_bytes) return nullptr;
  ResidentRecord* record = records_.of(id);
  if (record != nullptr && record->id.view() != id) record->id = id;  // never taken away from one that has it
  return record;
}

}  // namespace rouse::supervise
