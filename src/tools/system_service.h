// SystemService: the `service` that the machine had before, of whom rouse asks what it does not know itself.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sysv/tree.h"

namespace rouse::tools {

/// Where `dpkg-divert` put `path`; `diversions` is the text of /var/lib/dpkg/diversions.
std::optional<std::string> diverted_to(std::string_view diversions, std::string_view path);

/// The program to ask: `named` (an environment variable's value; may be empty), else the one that was
/// diverted, else the one in the usual place. Never the program at `own_path`, whatever link leads to it.
std::optional<std::string> find_system_service(const sysv::Tree& tree, const std::string& named,
                                               const std::string& own_path);

}  // namespace rouse::tools
