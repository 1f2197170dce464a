#include "supervise/notification.h"

#include <algorithm>

namespace rouse::supervise {

Notification read_notification(std::string_view message) {
  constexpr std::string_view status = "STATUS=";
  Notification out;
  while (!message.empty()) {
    std::string_view line = message.substr(0, message.find('\n'));
    message.remove_prefix(std::min(message.size(), line.size() + 1));
    if (line == "READY=1") out.ready = true;
    if (line.starts_with(status)) out.status = line.substr(status.size(), status_limit_bytes);
  }
  return out;
}

}  // namespace rouse::supervise
