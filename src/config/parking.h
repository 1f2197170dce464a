// Parking: how a warm service (mode = warm) waits for its callers (docs/warm.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rouse::config {

inline constexpr std::uint64_t warm_idle_timeout_s = 600;

/// How many files a warm service may name: they are looked at for every caller.
inline constexpr std::size_t park_watch_most = 64;

/// Where the server of a warm service waits: before its main function, or where it first reads from or writes
/// to a caller.
enum class ParkPoint : std::uint8_t { main, io };

struct Parking {
  ParkPoint point = ParkPoint::main;
  bool prestart = false;
  std::uint64_t timeout_ms = 10'000;                      // to the park point
  std::optional<std::uint64_t> refresh_callers = 10'000;  // nothing: never for their number
  std::optional<std::uint64_t> refresh_ms = 3'600'000;    // nothing: never for its age
  std::vector<std::string> watch;
  bool operator==(const Parking&) const = default;
};

}  // namespace rouse::config
