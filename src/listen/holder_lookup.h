// HolderLookup: who holds a port that we could not have. Finding out reads all of /proc, so a start with
// thousands of taken ports asks for the first few only.
#pragma once

#include <string>

#include "base/clock.h"
#include "config/service_config.h"

namespace rouse::listen {

/// Look-ups within one window of time.
inline constexpr int holder_lookup_limit = 8;
inline constexpr std::chrono::seconds holder_lookup_window{10};

class HolderLookup {
 public:
  /// "; it is held by xinetd (pid 12)", or nothing where that is not known or was asked too often.
  std::string text(const config::ServiceConfig& service, config::DefaultFamily default_family, Instant now);

 private:
  Instant window_start_{};
  int asked_ = 0;
};

}  // namespace rouse::listen
