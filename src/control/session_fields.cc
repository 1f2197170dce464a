#include "control/session_fields.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace session_tag {
constexpr Tag id = 1, service = 2, caller = 3, port = 4, pid = 5, since = 6, lasts_s = 7, user = 8;
}

}  // namespace

std::string fields_of(const SessionStatus& session) {
  FieldWriter out;
  out.put_unless_empty(session_tag::id, session.id);
  out.put_unless_empty(session_tag::service, session.service);
  out.put_unless_empty(session_tag::caller, session.caller);
  if (session.port != 0) out.put(session_tag::port, session.port);
  if (session.pid != 0) out.put(session_tag::pid, session.pid);
  if (session.since != 0) out.put(session_tag::since, session.since);
  if (session.lasts_s != 0) out.put(session_tag::lasts_s, session.lasts_s);
  out.put_unless_empty(session_tag::user, session.user);
  return out.take();
}

bool take_fields(SessionStatus& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case session_tag::id:
        return take_text(field.value, into.id);
      case session_tag::service:
        return take_text(field.value, into.service);
      case session_tag::caller:
        return take_text(field.value, into.caller);
      case session_tag::port:
        return take_number(field.value, into.port);
      case session_tag::pid:
        return take_number(field.value, into.pid);
      case session_tag::since:
        return take_number(field.value, into.since);
      case session_tag::lasts_s:
        return take_number(field.value, into.lasts_s);
      case session_tag::user:
        return take_text(field.value, into.user);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
