#include "config/check.h"

#include <algorithm>
#include <string_view>

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

int run_check(const CheckOptions& options, std::FILE* output) {
  CheckWorld world;
  Configuration configuration = load({.path = options.path,
                                      .directory = {},
                                      .inetd_path = options.inetd_path,
                                      .extensions = options.portable},
                                     world);
  std::string text = options.json ? check_json(configuration) : check_report(configuration, options);
  bool written = std::fwrite(text.data(), 1, text.size(), output) == text.size() && std::fflush(output) == 0;
  if (!written) return 2;
  return options.portable ? portable_status(configuration) : check_status(configuration, options.strict);
}

}  // namespace rouse::config
