#include "control/event_fields.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace event_tag {
constexpr Tag number = 1, at = 2, text = 3, json = 4;
}

}  // namespace

std::string fields_of(const EventLine& event) {
  FieldWriter out;
  if (event.number != 0) out.put(event_tag::number, event.number);
  if (event.at != 0) out.put(event_tag::at, event.at);
  out.put_unless_empty(event_tag::text, event.text);
  out.put_unless_empty(event_tag::json, event.json);
  return out.take();
}

bool take_fields(EventLine& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case event_tag::number:
        return take_number(field.value, into.number);
      case event_tag::at:
        return take_number(field.value, into.at);
      case event_tag::text:
        return take_text(field.value, into.text);
      case event_tag::json:
        return take_text(field.value, into.json);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
