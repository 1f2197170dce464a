#include "daemon/warmth.h"

#include <string>

#include "sys/file.h"

namespace rouse::daemon {

namespace {

constexpr std::string_view library_name = "librouse-park.so";

/// Beside this program, in a build tree, or where it has been installed.
std::string library() {
  std::string own = sys::link_target("/proc/self/exe").value_or(std::string());
  std::string built = own.substr(0, own.rfind('/') + 1).append(library_name);
  return sys::readable(built) ? built : std::string(ROUSE_PARK_FOLDER "/").append(library_name);
}

}  // namespace

Warmth::Warmth(const WarmthMeans& means)
    : births_(means.book, means.spawner, means.custody, library()),
      starter_({means.loop, means.log, means.book, means.sessions, births_}) {}

}  // namespace rouse::daemon
