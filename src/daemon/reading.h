// Reading: the configuration from its files, without the loop waiting for a name server. Host names that it
// needs (bind, redirect, no_access) are collected in one pass, asked of the resolver, and answered in the
// next.
#pragma once

#include "config/configuration.h"
#include "listen/names.h"
#include "log/daemon_log.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::daemon {

/// Everything the files say. A name that nobody resolves counts as one that does not exist.
loop::Co<config::Configuration> read_configuration(config::LoadOptions options, listen::Names* names);

/// The same, until there is one that can be read: for a steward that has doors and sessions to lose.
loop::Co<config::Configuration> readable_configuration(loop::Loop* loop, log::DaemonLog* log,
                                                       config::LoadOptions options, listen::Names* names);

}  // namespace rouse::daemon
