// Seconds: how messages tell a time.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/clock.h"

namespace rouse::supervise {

/// "0.05 s", "300 s": to the millisecond.
inline std::string seconds(Duration duration) {
  auto ms = std::chrono::round<std::chrono::milliseconds>(duration);
  return fmt::format("{} s", static_cast<double>(ms.count()) / 1000);
}

}  // namespace rouse::supervise
