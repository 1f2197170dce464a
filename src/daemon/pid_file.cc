#include "daemon/pid_file.h"

#include <fmt/format.h>

#include "sys/file.h"

namespace rouse::daemon {

Result<void> PidFile::write(pid_t pid) {
  if (!path_) return {};
  content_ = fmt::format("{}\n", pid);
  (void)sys::unlink(*path_);  // none there is as good
  return sys::exclusive_create(*path_, content_);
}

void PidFile::remove() {
  if (!path_ || content_.empty()) return;
  Result<std::string> now = sys::read_file(*path_);
  if (now && *now == content_) (void)sys::unlink(*path_);  // somebody else removed it: fine
  content_.clear();
}

}  // namespace rouse::daemon
