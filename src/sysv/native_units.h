// NativeUnits: what systemd knows by itself, without the init scripts.
#pragma once

#include <string_view>

#include "sysv/tree.h"

namespace rouse::sysv {

/// This machine has been booted by systemd.
bool runs_systemd(const Tree& tree);
/// systemd starts the init scripts by itself: it has its generator for them, which systemd 260 dropped. What
/// counts is whether it is there and not masked, as distributions may keep it longer, or drop it sooner.
bool starts_init_scripts(const Tree& tree);
/// It boots into graphical.target, which is runlevel 5.
bool boots_graphical(const Tree& tree);
/// There is a unit file, an alias or a mask for the service `name` (a template, for NAME@INSTANCE; NAME, for
/// NAME.sh). What systemd makes of an init script does not count.
bool has_native_unit(const Tree& tree, std::string_view name);

}  // namespace rouse::sysv
