// NativeUnits: what systemd knows by itself, without the init scripts.
#pragma once

#include <string_view>

#include "sysv/tree.h"

namespace rouse::sysv {

/// This machine has been booted by systemd.
bool runs_systemd(const Tree& tree);
/// There is a unit file, an alias or a mask for the service `name` (a template, for NAME@INSTANCE; NAME, for
/// NAME.sh). What systemd makes of an init script does not count.
bool has_native_unit(const Tree& tree, std::string_view name);

}  // namespace rouse::sysv
