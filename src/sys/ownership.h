// Ownership: who may use a file, and which one of several processes may.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// mkdir with exactly this mode; one that is there stays as it is.
Result<void> make_folder(const std::string& path, mode_t mode);
/// bind(2) of a Unix-domain socket whose file has exactly this mode from the start. Not with several threads.
Result<void> bind_unix(int fd, const std::string& path, mode_t mode);
/// Gives a file to a group, and only then this mode; a symbolic link is not followed.
Result<void> share(const std::string& path, gid_t group, mode_t mode);
/// The exclusive lock of a file, which is made where it is missing, for nobody else to open. Held until the
/// descriptor (CLOEXEC) is closed; EWOULDBLOCK: another process holds it.
Result<Fd> lock_file(const std::string& path);

/// What stands in a file, and who may have written it there.
struct Writing {
  std::string text;
  uid_t owner = 0;
  bool anybody = false;  // everybody may write it
  WallTime changed = 0;
};

/// A small file, all of one moment. ELOOP: it is a symbolic link, which may lead to what somebody else wrote.
Result<Writing> read_writing(const std::string& path, std::size_t limit_bytes);

}  // namespace rouse::sys
