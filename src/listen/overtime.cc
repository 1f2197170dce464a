#include "listen/overtime.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>

#include "loop/sleep.h"
#include "sys/process.h"

namespace rouse::listen {

namespace {

/// A child that hangs before its setsid leads no group yet.
Result<void> signal_all_of(const Overdue& server, int signal) {
  Result<void> sent = sys::pidfd_signal_group(server.pidfd.raw(), server.pid, signal);
  if (sent || sent.error().code != ESRCH) return sent;
  return sys::pidfd_send_signal(server.pidfd.raw(), signal);
}

/// False: there is nobody to wait for.
bool tell_to_end(log::DaemonLog& log, const Overdue& server) {
  Result<void> told = signal_all_of(server, SIGTERM);
  if (!told && told.error().code == ESRCH) return false;
  std::string what =
      fmt::format("{}: server {} ran for more than {} seconds", server.service, server.pid, server.timeout_s);
  if (told)
    log.notice(what + "; told to end (SIGTERM)");
  else
    log.error(what + " and cannot be ended: " + told.error().text());
  return told.has_value();
}

}  // namespace

loop::Task end_overdue(OvertimeMeans means, Overdue server) {
  bool told = tell_to_end(means.log, server);
  if (!told) co_return;
  co_await loop::sleep_for(means.loop, overtime_grace);
  if (signal_all_of(server, SIGKILL))
    means.log.notice(fmt::format("{}: server {}, or what it started, did not end within {} seconds; killed",
                                 server.service, server.pid, overtime_grace.count()));
  server.pidfd.reset();
  means.descriptors.returned();
}

}  // namespace rouse::listen
