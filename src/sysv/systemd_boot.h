// SystemdBoot: how systemd boots this machine, as far as it concerns init scripts.
#pragma once

#include "sysv/tree.h"

namespace rouse::sysv {

/// systemd starts the init scripts by itself: it has its generator for them, which systemd 260 dropped. What
/// counts is whether it is there and not masked, as distributions may keep it longer, or drop it sooner.
bool starts_init_scripts(const Tree& tree);
/// It boots into graphical.target, which is runlevel 5.
bool boots_graphical(const Tree& tree);

}  // namespace rouse::sysv
