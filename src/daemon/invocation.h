// Invocation: how this daemon was called, taken once before anything changes: its name, its place, its
// environment.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/options.h"
#include "sys/machine.h"

namespace rouse::daemon {

struct Invocation {
  std::span<char> title;           // where `ps` reads the command line
  std::vector<std::string> words;  // the command line
  Options options;
  std::string name;                      // basename of argv[0]: "roused", "xinetd"
  std::string directory;                 // where it was started; it works in /
  std::vector<std::string> environment;  // what its servers may inherit
  sys::Limits descriptors;               // as it was started with
};

/// Makes the paths of `options` absolute (the daemon works in /, and reads them again on reload).
Invocation invocation_of(int argc, char** argv, Options options);

}  // namespace rouse::daemon
