#include "control/park_status.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace park_tag {
constexpr Tag state = 1, memory_bytes = 2, started = 3, failed = 4, served_cold = 5, parkings = 6, forks = 7;
}
namespace total_tag {
constexpr Tag processes = 1, memory_bytes = 2, limit_bytes = 3;
}

}  // namespace

std::string fields_of(const ParkStatus& park) {
  return FieldWriter()
      .put(park_tag::state, park.state)
      .put(park_tag::memory_bytes, park.memory_bytes)
      .put(park_tag::started, park.started)
      .put(park_tag::failed, park.failed)
      .put(park_tag::served_cold, park.served_cold)
      .put_unless_empty(park_tag::parkings, fields_of(park.parkings))
      .put_unless_empty(park_tag::forks, fields_of(park.forks))
      .take();
}

bool take_fields(ParkStatus& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case park_tag::state:
        return take_text(field.value, into.state);
      case park_tag::memory_bytes:
        return take_number(field.value, into.memory_bytes);
      case park_tag::started:
        return take_number(field.value, into.started);
      case park_tag::failed:
        return take_number(field.value, into.failed);
      case park_tag::served_cold:
        return take_number(field.value, into.served_cold);
      case park_tag::parkings:
        return take_fields(into.parkings, field.value);
      case park_tag::forks:
        return take_fields(into.forks, field.value);
      default:
        return true;
    }
  });
}

std::string fields_of(const ParkTotal& total) {
  FieldWriter out;
  out.put(total_tag::processes, total.processes).put(total_tag::memory_bytes, total.memory_bytes);
  if (total.limit_bytes) out.put(total_tag::limit_bytes, *total.limit_bytes);
  return out.take();
}

bool take_fields(ParkTotal& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case total_tag::processes:
        return take_number(field.value, into.processes);
      case total_tag::memory_bytes:
        return take_number(field.value, into.memory_bytes);
      case total_tag::limit_bytes:
        return take_number(field.value, into.limit_bytes.emplace());
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
