// Check: `roused --check`. Judges a configuration's language, says everything there is to say about it, as
// text or as JSON, and what of it will not be served. Never touches a socket, an account or a name server.
#pragma once

#include <cstdio>
#include <functional>
#include <optional>
#include <string>

#include "config/configuration.h"

namespace rouse::config {

struct CheckOptions {
  std::string path = "/etc/xinetd.conf";
  std::string inetd_path = {};  // also read this inetd.conf (-inetd_compat); empty: none
  bool strict = false;          // warnings and differences count
  bool migrate = false;         // only what differs from xinetd
  bool portable = false;        // only what xinetd would ignore or read otherwise
  bool json = false;
  bool colour = false;
  /// Why a service whose language is right is not served all the same, as a sentence; nothing when it is.
  std::function<std::optional<std::string>(const ServiceConfig&)> unserved = {};
};

/// 0: fine; 1: with `strict`, warnings or differences; 2: errors, or services that are dropped although the
/// administrator did not ask for it.
int check_status(const Configuration& configuration, bool strict);
/// 0: every line means the same to xinetd; 1: some would be ignored or read otherwise; 2: nothing can be put
/// into service. For a configuration that was loaded with `extensions`.
int portable_status(const Configuration& configuration);
/// Loads `options.path`. What is not served is dropped from it.
Configuration checked(const CheckOptions& options);
/// Loads `options.path`, writes the report to `output` and returns check_status(), with `portable`
/// portable_status().
int run_check(const CheckOptions& options, std::FILE* output);

}  // namespace rouse::config
