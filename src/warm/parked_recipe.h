// The recipe of a parked process, out of the recipe of its service (park/wire.h): the same server, as the
// same user, with the library that parks it. Its limits, nice and umask are for its
// children, but for what is settled by exec.
#pragma once

#include <memory>
#include <string>

#include "process/recipe.h"

namespace rouse::warm {

/// `library`: the path of librouse-park.so, without a space or a colon in it.
std::shared_ptr<const process::Recipe> parked_recipe(const process::Recipe& recipe,
                                                     const std::string& library, bool at_io);

}  // namespace rouse::warm
