// InetdConversion: inetd.conf in, xinetd.conf out, line for line: comments stay where they are, an entry that
// is commented out becomes one in the new syntax that is commented out, and what cannot be translated is a
// comment that says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/message.h"
#include "config/world.h"

namespace rouse::tools {

struct ConversionOptions {
  std::string path;  // how messages call the file
  /// Servers behind tcpd are started by themselves, looked for here unless their path is absolute, and asked
  /// about in hosts.allow and hosts.deny by the daemon; without it tcpd stays.
  std::optional<std::string> daemon_folder;
};

struct Conversion {
  std::string text;
  std::vector<config::Message> messages;  // errors and warnings
  bool complete = true;                   // false: some line could not be translated
};

/// Never fails as a whole. Of the world only user names with a '.' are asked about, and protocols.
Conversion convert_inetd(std::string inetd_conf, const ConversionOptions& options, config::World& world);

}  // namespace rouse::tools
