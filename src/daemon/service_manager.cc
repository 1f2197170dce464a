#include "daemon/service_manager.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

#include "sys/notify_socket.h"

namespace rouse::daemon {

namespace {

/// A manager that does not listen is no reason not to serve.
void tell_manager(std::string_view text) {
  const char* name = ::getenv("NOTIFY_SOCKET");
  if (name != nullptr) (void)sys::send_notice(name, text);
}

}  // namespace

void tell_manager_ready() { tell_manager(fmt::format("READY=1\nMAINPID={}\nSTATUS=Serving\n", ::getpid())); }

void tell_manager_reloading(Instant now) {
  auto since_boot = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  tell_manager(
      fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=Reading the configuration\n", since_boot.count()));
}

void tell_manager_stopping() { tell_manager("STOPPING=1\nSTATUS=Stopping\n"); }

}  // namespace rouse::daemon
