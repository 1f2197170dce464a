#include "daemon/configuration_report.h"

#include <fmt/format.h>

namespace rouse::daemon {

namespace {

log::Level level_of(config::Severity severity) {
  switch (severity) {
    case config::Severity::extension:
    case config::Severity::note:
      return log::Level::debug;
    case config::Severity::difference:
      return log::Level::notice;
    case config::Severity::warning:
      return log::Level::warning;
    case config::Severity::error:
    case config::Severity::fatal:
      return log::Level::error;
  }
  return log::Level::error;
}

std::string line_of(const config::Message& message) {
  std::string out = message.severity == config::Severity::difference ? "differs from xinetd: " : "";
  out += message.text;
  if (!message.suggestion.empty()) out += fmt::format("; did you mean {}?", message.suggestion);
  if (!message.file.empty()) out += fmt::format(" [file={}]", message.file);
  if (message.line > 0) out += fmt::format(" [line={}]", message.line);
  return out;
}

}  // namespace

std::size_t report_messages(const config::Configuration& configuration, log::DaemonLog& log) {
  std::size_t errors = 0;
  for (const config::Message& message : configuration.messages) {
    log::Level level = level_of(message.severity);
    if (level == log::Level::error) ++errors;
    log.say(level, line_of(message));
  }
  return errors;
}

}  // namespace rouse::daemon
