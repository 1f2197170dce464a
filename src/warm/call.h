// Call: what a parked process is told of one caller (park/wire.h): what its child has to become, which is the
// same for all callers of the service, and the variables that describe this one.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "process/recipe.h"
#include "warm/parked.h"

namespace rouse::warm {

/// The bytes of it; none: it would be longer than a parked process takes.
std::vector<std::byte> call_of(const process::Recipe& recipe, Tag tag, const process::Strings& variables);

}  // namespace rouse::warm
