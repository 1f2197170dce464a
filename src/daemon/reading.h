// Reading: the configuration from its files, without the loop waiting for a name server. Host names that it
// needs (bind, redirect, no_access) are collected in one pass, asked of the resolver, and answered in the
// next.
#pragma once

#include "config/configuration.h"
#include "listen/names.h"
#include "loop/co.h"

namespace rouse::daemon {

/// Everything the files say. A name that nobody resolves counts as one that does not exist.
loop::Co<config::Configuration> read_configuration(config::LoadOptions options, listen::Names* names);

}  // namespace rouse::daemon
