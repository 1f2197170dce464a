// Configuration: the result of reading everything from the main file down. load() is the only way in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/message.h"
#include "config/service_config.h"
#include "config/world.h"

namespace rouse::config {

struct Configuration {
  DefaultsConfig defaults;
  std::vector<ServicePtr> services;  // in the order read
  std::vector<Dropped> dropped;
  std::vector<Message> messages;
  std::vector<std::string> files;  // every file read, in order
  /// The main file could not be read, or `defaults` holds a fatal error: nothing of this may be put into
  /// service.
  bool fatal = false;
};

struct LoadOptions {
  std::string path = "/etc/xinetd.conf";
  /// What relative names of include and includedir are relative to: where the daemon was started (it works in
  /// /).
  std::string directory;
  /// inetd.conf to read as well, behind everything else (-inetd_compat); empty: none.
  std::string inetd_path = {};
  /// Without the main file there are no services, which is only a note then.
  bool may_be_missing = false;
  /// Also name what only rouse knows, as messages of their own severity.
  bool extensions = false;
};

/// Reads the configuration. Never throws, never stops at the first problem; every problem is a message.
Configuration load(const LoadOptions& options, World& world);

}  // namespace rouse::config
