// FileStamp: which file a path names, and in which state: to notice that it changed, or that it is another
// one.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace rouse::sys {

struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size_bytes = 0;
  std::int64_t changed_ns = 0;  // what is in it
  std::int64_t touched_ns = 0;  // that, its mode, its owner or its names: nobody can set it back

  bool operator==(const FileStamp&) const = default;
  bool same_file(const FileStamp& other) const { return device == other.device && inode == other.inode; }
};

/// Follows symbolic links.
Result<FileStamp> stamp_of(const std::string& path);

/// Removes a Unix-domain socket that nobody listens on any more; everything else stays. True: it is gone.
bool remove_dead_socket(const std::string& path);

}  // namespace rouse::sys
