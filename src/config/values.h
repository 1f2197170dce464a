// Values: the numbers, sizes and times of the configuration, read as xinetd reads them
// (reference/xinetd.md 2.8, 3). Pure: text in, value or nothing out.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "config/service_config.h"

namespace rouse::config {

/// Decimal with an optional sign; nothing when it does not fit an int (xinetd wraps around).
std::optional<int> signed_number(std::string_view text);
/// Decimal as strtoull reads it: a minus sign wraps around, so -1 is the largest number.
std::optional<std::uint64_t> unsigned_number(std::string_view text);
/// N, Nk, NK, Nm or NM in bytes; there is no G.
std::optional<std::uint64_t> size_bytes(std::string_view text);
/// Octal, 0 to 0777.
std::optional<mode_t> file_mask(std::string_view text);
/// A number of at least 0, or UNLIMITED (an empty Limit); nothing in the outer optional: neither.
std::optional<Limit> count_or_unlimited(std::string_view text);
/// Seconds with at most three digits behind the point ("20", "0.05"), in milliseconds; at most `longest_ms`.
std::optional<std::uint64_t> milliseconds(std::string_view seconds, std::uint64_t longest_ms);
/// A number as scanf reads it: what follows it is ignored. Nothing for no number, NaN or infinity.
std::optional<double> load_average(std::string_view text);

enum class TimeFault : std::uint8_t { invalid, incorrect, empty_range };

/// H:M-H:M, both inclusive. 24:00 as an end and ranges over midnight are extensions.
std::expected<TimeRange, TimeFault> time_range(std::string_view text);

}  // namespace rouse::config
