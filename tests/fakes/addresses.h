// Addresses and patterns, written as in a configuration.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "net/pattern.h"

namespace rouse::fakes {

inline net::Address at(std::string_view text) { return net::Address::parse(text).value(); }

inline std::vector<net::Pattern> patterns(std::initializer_list<std::string_view> words) {
  std::vector<net::Pattern> out;
  for (std::string_view word : words) out.push_back(net::parse_pattern(word).value());
  return out;
}

}  // namespace rouse::fakes
