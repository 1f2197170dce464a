// PidIndex: which slot a pid stands in. Only the keeper asks. Open addressing with linear probing and
// backward-shift deletion: O(1), and it grows with the sessions that run.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace rouse::process {

class PidIndex {
 public:
  PidIndex();
  /// Remembers `slot` for `pid` (> 0), instead of what was known of that pid.
  void put(pid_t pid, std::uint32_t slot);
  /// The slot of `pid`, which is forgotten.
  std::optional<std::uint32_t> take(pid_t pid);
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    pid_t pid = 0;  // 0: vacant
    std::uint32_t slot = 0;
  };
  std::size_t home(pid_t pid) const;
  std::size_t next(std::size_t index) const { return (index + 1) & (entries_.size() - 1); }
  std::size_t find(pid_t pid) const;
  void close_gap(std::size_t gap);
  void grow();

  std::vector<Entry> entries_;  // a power of two of them, at most half taken
  std::size_t size_ = 0;
};

}  // namespace rouse::process
