#include "supervise/roster.h"

#include <cerrno>
#include <new>
#include <utility>

#include "sys/file.h"

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

Roster::Roster(Fd file, sys::Mapping memory)
    : file_(std::move(file)),
      memory_(std::move(memory)),
      records_(reinterpret_cast<ResidentRecord*>(memory_.data() + head_bytes), residents_most,
               &head().touched) {}

Roster::Head& Roster::head() const { return *reinterpret_cast<Head*>(memory_.data()); }

Result<Roster> Roster::create() {
  Result<Fd> file = sys::memory_file("rouse-roster", roster_bytes);
  if (!file) return std::unexpected(file.error());
  Result<sys::Mapping> memory = sys::Mapping::shared(file->raw(), roster_bytes);
  if (!memory) return std::unexpected(memory.error());
  static_assert(sizeof(Head) <= head_bytes);
  new (memory->data()) Head{.layout = layout};
  return Roster(std::move(*file), std::move(*memory));
}

Result<Roster> Roster::adopt(Fd memory) {
  Result<std::uint64_t> bytes = sys::file_size(memory.raw());
  if (!bytes) return std::unexpected(bytes.error());
  if (*bytes != roster_bytes) return failed("roster", EPROTO, "of another version");
  Result<sys::Mapping> mapped = sys::Mapping::shared(memory.raw(), roster_bytes);
  if (!mapped) return std::unexpected(mapped.error());
  Roster out(std::move(memory), std::move(*mapped));
  if (out.head().layout != layout) return failed("roster", EPROTO, "of another version");
  return out;
}

ResidentRecord* Roster::record_of(std::string_view id) {
  if (id.size() > id_bytes) return nullptr;
  ResidentRecord* record = records_.of(id);
  if (record != nullptr && record->id.view() != id) record->id = id;  // never taken away from one that has it
  return record;
}

}  // namespace rouse::supervise
