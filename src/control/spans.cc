#include "control/spans.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace spans_tag {
constexpr Tag times = 1, sum_us = 2, least_us = 3;
}

}  // namespace

std::string fields_of(const Spans& spans) {
  if (spans.times == 0) return {};
  return FieldWriter()
      .put(spans_tag::times, spans.times)
      .put(spans_tag::sum_us, spans.sum_us)
      .put(spans_tag::least_us, spans.least_us)
      .take();
}

bool take_fields(Spans& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case spans_tag::times:
        return take_number(field.value, into.times);
      case spans_tag::sum_us:
        return take_number(field.value, into.sum_us);
      case spans_tag::least_us:
        return take_number(field.value, into.least_us);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
