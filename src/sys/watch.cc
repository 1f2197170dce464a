#include "sys/watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace rouse::sys {

Result<Fd> watch_folder(const std::string& folder) {
  Fd watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!watch) return failed("inotify_init1");
  constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB;
  if (::inotify_add_watch(watch.raw(), folder.c_str(), changes) < 0)
    return failed("inotify_add_watch", folder);
  return watch;
}

bool take_changes(int watch, const std::string& prefix) {
  alignas(inotify_event) std::array<char, 4096> buffer;
  bool found = false;
  for (;;) {
    ssize_t size = ::read(watch, buffer.data(), buffer.size());
    if (size <= 0) return found;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      // Without a name the kernel says that events were lost: anything may have happened.
      if (event->len == 0 || std::string_view(event->name).starts_with(prefix)) found = true;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

}  // namespace rouse::sys
