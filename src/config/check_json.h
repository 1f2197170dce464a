// CheckJson: the same for programs, as one JSON object:
// {"fatal":false,"services":[{"id":..,"mode":"on-demand",..}],"dropped":[{..,"reason":..}],"messages":[{..}]}
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/configuration.h"

namespace rouse::config {

/// How many bytes at the front of `text`, which is not empty, are one character of UTF-8; 0: none.
std::size_t character_bytes(std::string_view text);
/// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
/// The whole result, in one line that ends in a newline. A service's `address` is null when it listens on all
/// addresses, its `port` null for a Unix-domain socket; `family` is automatic resolved by default_family:
/// dual, ipv4, ipv6 or unix.
std::string check_json(const Configuration& configuration);

}  // namespace rouse::config
