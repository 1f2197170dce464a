#include "listen/log_plan.h"

#include <array>
#include <utility>

namespace rouse::listen {

namespace {

using config::LogOption;
using log::Field;

constexpr std::array<std::pair<LogOption, Field>, 7> fields = {{
    {LogOption::host, Field::host},
    {LogOption::duration, Field::duration},
    {LogOption::exit, Field::exit},
    {LogOption::pid, Field::pid},
    {LogOption::userid, Field::userid},
    {LogOption::traffic, Field::traffic},
    {LogOption::attempt, Field::attempt},
}};

log::Fields fields_of(const config::FlagSet<LogOption>& options) {
  log::Fields out;
  for (auto [option, field] : fields) {
    if (options.has(option)) out.add(field);
  }
  return out;
}

log::ServiceTarget target_of(const config::LogTarget& target) {
  if (target.file)
    return log::FileTarget{target.file->path, target.file->soft_bytes, target.file->hard_bytes};
  if (target.syslog) return log::SyslogTarget{target.syslog->facility, target.syslog->level};
  return std::monostate{};
}

}  // namespace

log::ServiceLogPlan log_plan(const config::ServiceConfig& service) {
  return {.subject = {service.id, fields_of(service.log_on_success), fields_of(service.log_on_failure)},
          .target = target_of(service.log),
          .common = service.log.common};
}

}  // namespace rouse::listen
