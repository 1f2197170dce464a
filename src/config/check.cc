#include "config/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "config/check_json.h"
#include "config/check_report.h"
#include "config/check_world.h"

namespace rouse::config {

int check_status(const Configuration& configuration, bool strict) {
  Severity worst = Severity::note;
  for (const Message& message : configuration.messages) worst = std::max(worst, message.severity);
  bool lost = std::any_of(configuration.dropped.begin(), configuration.dropped.end(),
                          [](const Dropped& dropped) { return !dropped.by_choice; });
  if (configuration.fatal || lost || worst >= Severity::error) return 2;
  return strict && worst >= Severity::difference ? 1 : 0;
}

int portable_status(const Configuration& configuration) {
  if (configuration.fatal) return 2;
  return std::any_of(configuration.messages.begin(), configuration.messages.end(), is_unportable) ? 1 : 0;
}

namespace {

/// What is not served is dropped for everybody, and a difference for those who come from xinetd or go back.
void drop_unserved(Configuration& configuration, const CheckOptions& options) {
  if (!options.unserved) return;
  std::erase_if(configuration.services, [&](const ServicePtr& service) {
    std::optional<std::string> why = options.unserved(*service);
    if (!why) return false;
    Message message;
    message.severity = Severity::difference;
    message.file = service->file;
    message.line = service->line;
    message.text = fmt::format("service {} is not served: {}", escaped(service->id, 100), *why);
    configuration.messages.push_back(std::move(message));
    configuration.dropped.push_back({service->id, service->file, service->line, std::move(*why)});
    return true;
  });
}

}  // namespace

Configuration checked(const CheckOptions& options) {
  CheckWorld world;
  Configuration configuration = load({.path = options.path,
                                      .directory = {},
                                      .inetd_path = options.inetd_path,
                                      .extensions = options.portable},
                                     world);
  drop_unserved(configuration, options);
  return configuration;
}

int run_check(const CheckOptions& options, std::FILE* output) {
  Configuration configuration = checked(options);
  std::string text = options.json ? check_json(configuration) : check_report(configuration, options);
  bool written = std::fwrite(text.data(), 1, text.size(), output) == text.size() && std::fflush(output) == 0;
  if (!written) return 2;
  return options.portable ? portable_status(configuration) : check_status(configuration, options.strict);
}

}  // namespace rouse::config
