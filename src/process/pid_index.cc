#include "process/pid_index.h"

#include <utility>

namespace rouse::process {

namespace {

constexpr std::size_t first_size = 64;
constexpr std::uint64_t fibonacci = 0x9e3779b97f4a7c15ULL;

}  // namespace

PidIndex::PidIndex() : entries_(first_size) {}

void PidIndex::put(pid_t pid, std::uint32_t slot) {
  if (2 * (size_ + 1) > entries_.size()) grow();
  Entry& entry = entries_[find(pid)];
  if (entry.pid == 0) ++size_;
  entry = {pid, slot};
}

std::optional<std::uint32_t> PidIndex::take(pid_t pid) {
  std::size_t index = find(pid);
  if (pid <= 0 || entries_[index].pid == 0) return std::nullopt;
  std::uint32_t slot = entries_[index].slot;
  close_gap(index);
  --size_;
  return slot;
}

std::size_t PidIndex::home(pid_t pid) const {
  return (static_cast<std::uint64_t>(pid) * fibonacci >> 32) & (entries_.size() - 1);
}

/// Where `pid` is, or the vacant entry where it would go.
std::size_t PidIndex::find(pid_t pid) const {
  std::size_t index = home(pid);
  while (entries_[index].pid != 0 && entries_[index].pid != pid) index = next(index);
  return index;
}

/// Moves up whoever was displaced past the gap, so that no probe ever stops too early.
void PidIndex::close_gap(std::size_t gap) {
  std::size_t mask = entries_.size() - 1;
  for (std::size_t at = next(gap); entries_[at].pid != 0; at = next(at)) {
    std::size_t from_home = (at - home(entries_[at].pid)) & mask;
    std::size_t from_gap = (at - gap) & mask;
    if (from_home < from_gap) continue;
    entries_[gap] = entries_[at];
    gap = at;
  }
  entries_[gap] = {};
}

void PidIndex::grow() {
  std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(2 * entries_.size()));
  size_ = 0;
  for (const Entry& entry : old) {
    if (entry.pid != 0) put(entry.pid, entry.slot);
  }
}

}  // namespace rouse::process
