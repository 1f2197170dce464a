#include "daemon/voice.h"

#include <syslog.h>
#include <unistd.h>

#include <cstdlib>

#include "log/file_sink.h"
#include "log/stderr_sink.h"
#include "log/system_log.h"

namespace rouse::daemon {

namespace {

log::Format format_of(const Options& options) {
  return options.log_format == LogFormat::json ? log::Format::json : log::Format::plain;
}

Result<std::unique_ptr<log::Sink>> open_sink(const Options& options, const log::Identity& identity,
                                             int terminal) {
  if (options.log_file) {
    auto file = log::FileSink::open({*options.log_file}, identity.name, identity, format_of(options));
    if (!file) return std::unexpected(file.error());
    return std::move(*file);
  }
  bool to_terminal =
      options.debug || (options.foreground && !options.syslog_facility && !log::has_system_log());
  if (to_terminal) return terminal_sink(options, terminal);
  return log::open_system_log(identity);
}

}  // namespace

std::unique_ptr<log::Sink> terminal_sink(const Options& options, int terminal) {
  auto colour =
      ::isatty(terminal) == 1 && ::getenv("NO_COLOR") == nullptr ? log::Colour::on : log::Colour::off;
  return std::make_unique<log::StderrSink>(format_of(options), colour, terminal);
}

bool shows_events(const Options& options) {
  return options.debug || (options.foreground && !log::has_system_log());
}

Result<std::unique_ptr<log::DaemonLog>> open_daemon_log(const Clock& clock, const Invocation& invocation,
                                                        pid_t keeper, int terminal) {
  log::Identity identity{invocation.name, keeper};
  auto sink = open_sink(invocation.options, identity, terminal);
  if (!sink) return std::unexpected(sink.error());
  std::optional<int> facility = LOG_DAEMON;
  if (invocation.options.syslog_facility)
    facility = log::facility_number(*invocation.options.syslog_facility);
  auto least = invocation.options.debug ? log::Level::debug : log::Level::info;
  auto out = std::make_unique<log::DaemonLog>(
      clock, identity, std::move(*sink), format_of(invocation.options), facility.value_or(LOG_DAEMON), least);
  if (!facility) out->error("Bad syslog facility: " + *invocation.options.syslog_facility);
  return out;
}

}  // namespace rouse::daemon
