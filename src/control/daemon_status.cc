#include "control/daemon_status.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace daemon_tag {
constexpr Tag version = 1, pid = 2, since = 3, now = 4, deaths = 5, last_death = 6, last_reload = 7,
              reload_trouble = 8, stewards = 9, news = 10, configuration = 11;
}

}  // namespace

std::string fields_of(const DaemonStatus& daemon) {
  FieldWriter out;
  out.put_unless_empty(daemon_tag::version, daemon.version);
  if (daemon.pid != 0) out.put(daemon_tag::pid, daemon.pid);
  if (daemon.since != 0) out.put(daemon_tag::since, daemon.since);
  if (daemon.now != 0) out.put(daemon_tag::now, daemon.now);
  if (daemon.deaths != 0) out.put(daemon_tag::deaths, daemon.deaths);
  if (daemon.last_death != 0) out.put(daemon_tag::last_death, daemon.last_death);
  if (daemon.last_reload != 0) out.put(daemon_tag::last_reload, daemon.last_reload);
  out.put_unless_empty(daemon_tag::reload_trouble, daemon.reload_trouble);
  if (daemon.stewards != 0) out.put(daemon_tag::stewards, daemon.stewards);
  out.put_unless_empty(daemon_tag::news, daemon.news);
  out.put_unless_empty(daemon_tag::configuration, daemon.configuration);
  return out.take();
}

bool take_fields(DaemonStatus& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case daemon_tag::version:
        return take_text(field.value, into.version);
      case daemon_tag::pid:
        return take_number(field.value, into.pid);
      case daemon_tag::since:
        return take_number(field.value, into.since);
      case daemon_tag::now:
        return take_number(field.value, into.now);
      case daemon_tag::deaths:
        return take_number(field.value, into.deaths);
      case daemon_tag::last_death:
        return take_number(field.value, into.last_death);
      case daemon_tag::last_reload:
        return take_number(field.value, into.last_reload);
      case daemon_tag::reload_trouble:
        return take_text(field.value, into.reload_trouble);
      case daemon_tag::stewards:
        return take_number(field.value, into.stewards);
      case daemon_tag::news:
        return take_text(field.value, into.news);
      case daemon_tag::configuration:
        return take_text(field.value, into.configuration);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
