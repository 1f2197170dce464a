// Runnable: what this version of rouse cannot serve yet, and says so instead of serving it wrongly.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/service_config.h"

namespace rouse::listen {

/// Facts about the machine that decide whether a service may be opened.
struct AccessFiles {
  bool has_rules = false;  // hosts.allow or hosts.deny holds a rule, and nothing here reads it
};

/// Does the text of a hosts.allow or hosts.deny hold any rule (anything but comments and blank lines)?
bool holds_rules(std::string_view text);

/// Why `service` is not opened, as a sentence for the log; nothing when it can be served.
std::optional<std::string> not_runnable(const config::ServiceConfig& service, const AccessFiles& files);

}  // namespace rouse::listen
