// Figures: sizes, spans and moments as people read them in a table. Pure, but for the time zone.
#pragma once

#include <cstdint>
#include <string>

namespace rouse::tools {

/// "640K", "3.2M", "1.1G"; "-" of 0: unknown.
std::string size(std::uint64_t bytes);
/// "870 us", "12.4 ms", "1.2 s".
std::string lapse(std::uint64_t us);
/// "45s", "3m12s", "2h05m", "3d04h".
std::string span(std::uint64_t seconds);
/// Wall time in the caller's zone: "2026-11-22 16:09:34"; "-" of 0.
std::string moment(std::uint64_t at);

}  // namespace rouse::tools
