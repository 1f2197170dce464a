// Files: one function per question or deed. Text files are read whole, with a limit.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

struct DirectoryEntry {
  std::string name;
  bool regular = false;  // after following links
};

/// The whole file; EFBIG when it has more than `limit_bytes`, EISDIR for a directory. Never blocks on a FIFO.
Result<std::string> read_file(const std::string& path, std::size_t limit_bytes = std::size_t{64} << 20);
/// Appends what is left to read; EFBIG when `out` becomes longer than `limit_bytes`.
Result<void> read_rest(int fd, std::string& out, std::size_t limit_bytes);
/// Everything in an open file, from its beginning; EFBIG as above.
Result<std::string> read_from_start(int fd, std::size_t limit_bytes);
/// The last `bytes` of a file, or all of a smaller one. Never blocks on a FIFO.
Result<std::string> read_end(const std::string& path, std::size_t bytes);
/// All entries but . and .., unsorted.
Result<std::vector<DirectoryEntry>> read_directory(const std::string& path);
/// The names alone, which costs no look at each entry.
Result<std::vector<std::string>> directory_names(const std::string& path);
/// For appending, created with `mode` (under the umask) where missing; CLOEXEC. Not through a symlink's FIFO:
/// O_NONBLOCK.
Result<Fd> open_append(const std::string& path, mode_t mode = 0644);
/// Creates `path` with this content; EEXIST when it is there (pid files).
Result<void> exclusive_create(const std::string& path, std::string_view content, mode_t mode = 0644);
/// Writes all of it, however often the kernel takes only a part.
Result<void> write_all(int fd, std::string_view content);
/// Writes as much of it as goes without waiting, for a reader who may not read; how much that was.
std::size_t write_without_waiting(int fd, std::string_view content);
bool is_link(const std::string& path);
/// Where a link leads.
Result<std::string> link_target(const std::string& path);
Result<void> unlink(const std::string& path);
/// Somebody other than root and this process's own user may write the file. False when it cannot be asked.
bool writable_by_others(const std::string& path);
/// This process's real user may read `path`: access R_OK.
Result<void> readable(const std::string& path);
/// This process's real user may read and change `path`: access R_OK and W_OK.
Result<void> changeable(const std::string& path);
/// A regular file that this process's real user may execute (access X_OK); EACCES, ENOENT, EISDIR, ...
Result<void> executable(const std::string& path);
Result<std::uint64_t> file_size(int fd);
/// Closes every descriptor from 3 on but these.
void close_but(std::vector<int> these);

}  // namespace rouse::sys
