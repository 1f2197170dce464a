// Notification: what a server says of itself by sd_notify: lines NAME=VALUE in one datagram. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rouse::supervise {

struct Notification {
  bool ready = false;                 // READY=1
  std::optional<std::string> status;  // STATUS=..., what it does, for people; cut to status_limit_bytes
};

inline constexpr std::size_t status_limit_bytes = 200;

/// Everything else that servers may say there is passed over.
Notification read_notification(std::string_view message);

}  // namespace rouse::supervise
