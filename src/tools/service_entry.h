// ServiceEntry: where the configuration has a service, found without a daemon; and what would become of it if
// its file were another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.h"

namespace rouse::tools {

struct ServiceEntry {
  std::string id, file;
  int line = 0;
  std::optional<config::Dropped> dropped = {};  // it is not served
  config::ServicePtr service = {};              // null: dropped
};

/// Where the configuration begins that is read when no daemon has another one.
inline constexpr std::string_view main_file = "/etc/xinetd.conf";

/// The configuration that begins with `main` as the daemon reads it, inetd.conf included where there is one;
/// the language only is judged. With `text` in the place of what is at `path`.
config::Configuration read_configuration(const std::string& main, const std::string& path = {},
                                         const std::string& text = {});

/// Those whose id is `name`, or else every one of that name.
std::vector<ServiceEntry> entries_called(const config::Configuration& configuration, std::string_view name);

/// The id of a service that is called nearly so; empty: of none.
std::string nearest_service(const config::Configuration& configuration, std::string_view name);

/// inetd.conf: its lines have no attributes that could be set.
inline constexpr std::string_view inetd_file = "/etc/inetd.conf";

}  // namespace rouse::tools
