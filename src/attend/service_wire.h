// ServiceWire: what the attendant has to know of a service, as bytes. Nothing else of the configuration
// crosses: no environment, no arguments, no files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/service_config.h"

namespace rouse::attend {

/// The texts of the banner files, read by the steward: the attendant has no files.
struct BannerTexts {
  std::string banner, success, fail;
  bool operator==(const BannerTexts&) const = default;
};

/// A service that callers of tcpmux may name, and its number.
struct MuxName {
  std::uint32_t number = 0;
  std::string name;
  bool operator==(const MuxName&) const = default;
};

struct AttendedService {
  config::ServiceConfig config;  // only what encode() writes
  BannerTexts banners;
  std::vector<MuxName> mux_names;  // of tcpmux
  bool asks_wrap = false;          // hosts.allow or hosts.deny may have a rule for it
};

std::string encode(const AttendedService& service);
/// Nothing when the bytes are not what encode() writes.
std::optional<AttendedService> decode(std::string_view bytes);

}  // namespace rouse::attend
