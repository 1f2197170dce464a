// StatusAll: `service --status-all`. All scripts are asked at the same time; what each says is printed whole,
// in the order of their names, as soon as it is its turn.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sysv/tree.h"

namespace rouse::tools {

/// The scripts that are asked: executable files, in the order of the caller's language, without those that
/// the original passed over, those that Debian's does, and what editors and package managers leave behind.
std::vector<std::string> scripts_with_status(const sysv::Tree& tree);

/// The exit status: 0, whatever the scripts say. A script that says nothing within `timeout_s` is ended and
/// named. With `json` one object for all: {"services":[..]}. Interrupted by a signal, it ends the scripts
/// that still run: 128 and the signal.
int status_all(const sysv::Tree& tree, bool json, std::int64_t timeout_s);

}  // namespace rouse::tools
