// Runnable: what this version of rouse cannot serve yet, and says so instead of serving it wrongly.
#pragma once

#include <optional>
#include <string>

#include "access/access_files.h"
#include "config/service_config.h"

namespace rouse::listen {

/// Why `service` is not opened, as a sentence for the log; nothing when it can be served.
std::optional<std::string> not_runnable(const config::ServiceConfig& service,
                                        const access::AccessFiles& files);

/// A stream service with wait = yes: its server accepts, and nobody knows a caller before.
bool accepts_itself(const config::ServiceConfig& service);

}  // namespace rouse::listen
