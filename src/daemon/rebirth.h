// Rebirth: the keeper becomes another program in its own process, with its children and its descriptors: the
// new one at an upgrade, the old one again if that does not serve.
//
//   old program --become_next--> new program on trial --its steward serves--> the trial is over
//        ^                              |
//        +--------become_last-----------+ its steward ends before, or takes too long
#pragma once

#include <optional>
#include <string>

#include "daemon/invocation.h"
#include "daemon/keeper.h"
#include "daemon/testament.h"

namespace rouse::daemon {

/// What this process was left by the program that it was before; nothing: it is the first. Once.
std::optional<Testament> take_testament();

/// The file of this program, as it was when it started; a later version may lie there now.
std::string program_path();

/// Becomes the program at program_path(). Returns only if that failed.
Error become_next(const Invocation& invocation, KeeperParts& parts, int terminal);
/// Becomes the program that `from` wrote. Returns only if that failed.
Error become_last(const Invocation& invocation, KeeperParts& parts, int terminal, const Testament& from,
                  std::string reason);

}  // namespace rouse::daemon
