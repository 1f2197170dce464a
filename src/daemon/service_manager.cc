#include "daemon/service_manager.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "sys/notify_socket.h"

namespace rouse::daemon {

namespace {

constexpr std::chrono::seconds manager_patience{1};

}  // namespace

std::optional<std::uint64_t> manager_number(const char* variable) {
  const char* text = ::getenv(variable);
  return text == nullptr ? std::nullopt : whole_number(text, INT64_MAX);
}

std::size_t manager_room() {
  return ::getenv("NOTIFY_SOCKET") == nullptr ? 0 : manager_number("FDSTORE").value_or(0);
}

/// A manager that does not listen is no reason not to serve. One that has not taken a message in time may not
/// take the next one either: nobody waits for it again until it does.
void tell_manager(std::string_view lines, int fd) {
  static Duration patience = manager_patience;
  const char* name = ::getenv("NOTIFY_SOCKET");
  if (name == nullptr) return;
  Result<void> sent = sys::send_notice(name, lines, fd, patience);
  bool is_busy = !sent && sent.error().code == EAGAIN;
  patience = is_busy ? Duration::zero() : manager_patience;
}

void tell_manager_ready() { tell_manager(fmt::format("READY=1\nMAINPID={}\nSTATUS=Serving\n", ::getpid())); }

void tell_manager_reloading(Instant now) {
  auto since_boot = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  tell_manager(
      fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=Reading the configuration\n", since_boot.count()));
}

void tell_manager_stopping() { tell_manager("STOPPING=1\nSTATUS=Stopping\n"); }

std::optional<Duration> watchdog_interval() {
  auto interval = manager_number("WATCHDOG_USEC");
  auto pid = manager_number("WATCHDOG_PID");
  bool is_meant = !pid || *pid == static_cast<std::uint64_t>(::getpid());
  if (!interval || *interval == 0 || !is_meant) return std::nullopt;
  return std::chrono::microseconds(*interval);
}

void tell_manager_alive() { tell_manager("WATCHDOG=1\n"); }

}  // namespace rouse::daemon
