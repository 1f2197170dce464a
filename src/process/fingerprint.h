// Fingerprint: tells one recipe from another, in the next steward and in the next program, too.
#pragma once

#include <cstdint>
#include <string_view>

#include "process/recipe.h"

namespace rouse::process {

class Fingerprint {
 public:
  Fingerprint& add(std::uint64_t number);
  /// Where a text ends counts: "ab", "c" is not "a", "bc".
  Fingerprint& add(std::string_view text);
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 14695981039346656037U;  // FNV-1a
};

/// Of everything that a server is started with.
Fingerprint fingerprint_of(const Recipe& recipe);

}  // namespace rouse::process
