#include "daemon/pid_file.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"

namespace rouse::daemon {

Result<void> PidFile::write(pid_t pid) {
  if (!path_) return {};
  content_ = content_of(pid);
  before_ = sys::read_file(*path_).value_or(std::string());
  (void)sys::unlink(*path_);  // none there is as good
  return sys::exclusive_create(*path_, content_);
}

void PidFile::remove() {
  if (!path_ || content_.empty()) return;
  Result<std::string> now = sys::read_file(*path_);
  if (now && *now == content_) (void)sys::unlink(*path_);  // somebody else removed it: fine
  content_.clear();
}

void PidFile::give_up() {
  bool was_ours = !content_.empty();
  remove();
  auto pid = whole_number(before_.substr(0, before_.find('\n')), INT32_MAX);
  if (!was_ours || !pid || *pid == 0 || !sys::kill(static_cast<pid_t>(*pid), 0)) return;
  (void)sys::exclusive_create(*path_, before_);  // somebody was faster: theirs is right
}

}  // namespace rouse::daemon
