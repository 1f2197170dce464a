#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// hard = soft + 1 %, but at least 5 KiB and at most 20 KiB more.
std::uint64_t usual_hard_limit(std::uint64_t soft_bytes) {
  return soft_bytes + std::clamp<std::uint64_t>(soft_bytes / 100, 5 * 1024, 20 * 1024);
}

bool file_target(Setting& setting, FileTarget& file) {
  std::size_t count = setting.values().size();
  if (count < 2 || count > 4)
    return setting.bad(setting.place(), "wrong number of arguments (log_type = FILE path [soft [hard]])");
  file.path = setting.value(1);
  if (count == 2) return true;
  std::optional<std::uint64_t> soft = size_bytes(setting.value(2));
  if (!soft)
    return setting.bad(setting.place(2), fmt::format("soft limit is invalid: {}", escaped(setting.value(2))));
  std::optional<std::uint64_t> hard = count == 4 ? size_bytes(setting.value(3)) : usual_hard_limit(*soft);
  if (!hard)
    return setting.bad(setting.place(3), fmt::format("hard limit is invalid: {}", escaped(setting.value(3))));
  if (*hard < *soft)
    return setting.bad(setting.place(3),
                       fmt::format("hard limit ({}) is less than soft limit ({})", *hard, *soft));
  file.soft_bytes = *soft;
  file.hard_bytes = *hard;
  return true;
}

bool syslog_target(Setting& setting, SyslogTarget& target) {
  std::size_t count = setting.values().size();
  if (count < 2 || count > 3)
    return setting.bad(setting.place(), "wrong number of arguments (log_type = SYSLOG facility [level])");
  std::optional<int> facility = value_of(facility_keywords, setting.value(1));
  if (!facility)
    return setting.bad(setting.place(1),
                       fmt::format("Unknown syslog facility: {}", escaped(setting.value(1))),
                       meant(facility_keywords, setting.value(1)));
  std::optional<int> level = count == 3 ? value_of(level_keywords, setting.value(2)) : LOG_INFO;
  if (!level)
    return setting.bad(setting.place(2), fmt::format("Unknown syslog level: {}", escaped(setting.value(2))),
                       meant(level_keywords, setting.value(2)));
  target = SyslogTarget{*facility, *level};
  return true;
}

template <std::size_t N>
bool log_options(Setting& setting, const std::array<Keyword<LogOption>, N>& table, std::string_view what,
                 FlagSet<LogOption>& set) {
  if (setting.op == Operator::set) set.clear();
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::optional<LogOption> option = value_of(table, setting.value(i));
    if (!option)
      return setting.bad(setting.place(i),
                         fmt::format("Bad {} flag: {} ({})", what, escaped(setting.value(i)), choices(table)),
                         meant(table, setting.value(i)));
    if (setting.op == Operator::remove)
      set.remove(*option);
    else
      set.add(*option);
  }
  return true;
}

}  // namespace

bool log_type(Setting& setting) {
  LogTarget target;
  bool good = false;
  if (setting.draft.has(Attribute::log_type))
    return setting.bad(setting.place(), "Cannot set more than one log_type attribute");
  if (same_word(setting.value(), "FILE"))
    good = file_target(setting, target.file.emplace());
  else if (same_word(setting.value(), "SYSLOG"))
    good = syslog_target(setting, target.syslog.emplace());
  else
    return setting.bad(setting.place(0),
                       fmt::format("Unknown log type: {} (FILE or SYSLOG)", escaped(setting.value())));
  if (good) setting.service().log = std::move(target);
  return good;
}

bool log_on_success(Setting& setting) {
  return log_options(setting, success_keywords, "log_on_success", setting.service().log_on_success);
}

bool log_on_failure(Setting& setting) {
  return log_options(setting, failure_keywords, "log_on_failure", setting.service().log_on_failure);
}

bool banner(Setting& setting) {
  setting.service().banner = setting.value();
  return true;
}

bool banner_success(Setting& setting) {
  setting.service().banner_success = setting.value();
  return true;
}

bool banner_fail(Setting& setting) {
  setting.service().banner_fail = setting.value();
  return true;
}

}  // namespace rouse::config::handle
