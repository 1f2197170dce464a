#include "listen/holder_lookup.h"

#include <fmt/format.h>

#include "listen/opening.h"
#include "sys/machine.h"

namespace rouse::listen {

std::string HolderLookup::text(const config::ServiceConfig& service, config::DefaultFamily default_family,
                               Instant now) {
  if (service.family == config::Family::unix_domain) return {};
  if (now - window_start_ >= holder_lookup_window) {
    window_start_ = now;
    asked_ = 0;
  }
  if (asked_ >= holder_lookup_limit) return {};
  ++asked_;
  auto holder = sys::port_holder(service.protocol, endpoint_of(service, default_family));
  return holder ? fmt::format("; it is held by {} (pid {})", holder->command, holder->pid) : std::string();
}

}  // namespace rouse::listen
