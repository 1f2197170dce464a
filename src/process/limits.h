// The limits of a server's process, in the order in which its child sets them (reference/xinetd.md 4.3).
#pragma once

#include <sys/resource.h>

#include <cstddef>
#include <vector>

#include "process/recipe.h"

namespace rouse::process {

/// One RLIMIT_* to set.
struct LimitStep {
  int resource = 0;
  rlimit value{};
};

inline constexpr std::size_t limit_steps_most = 7;

/// At most limit_steps_most.
std::vector<LimitStep> limits_of(const Recipe& recipe);

}  // namespace rouse::process
