// MuxDirectory: what callers of tcpmux (RFC 1078) may name, and whose numbers that are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "attend/service_wire.h"
#include "listen/banner.h"

namespace rouse::attend {

class MuxDirectory {
 public:
  /// Holds `names` from now on; of several services with one name the first counts, as in xinetd.
  void take(std::span<const MuxName> names);
  /// The number of the service that a caller calls `name`, in whatever capitals.
  std::optional<std::uint32_t> find(std::string_view name) const;
  /// The answer to HELP: one name a line.
  const listen::BannerText& help() const { return help_; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;  // by name, in lower case
  listen::BannerText help_ = std::make_shared<const std::string>();
};

}  // namespace rouse::attend
