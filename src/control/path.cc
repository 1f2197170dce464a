#include "control/path.h"

#include <unistd.h>

#include <cstdlib>

#include "sys/stamp.h"

namespace rouse::control {

namespace {

constexpr const char* system_path = "/run/rouse/control";

}  // namespace

std::string daemon_path() {
  if (::geteuid() == 0) return system_path;
  const char* folder = std::getenv("XDG_RUNTIME_DIR");
  return folder == nullptr || *folder != '/' ? std::string() : std::string(folder) + "/rouse/control";
}

std::string tool_path() {
  std::string own = daemon_path();
  return !own.empty() && sys::stamp_of(own) ? own : system_path;
}

}  // namespace rouse::control
