#include "control/walk_fields.h"

#include <algorithm>

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace walk_tag {
constexpr Tag service = 1, caller = 2, at = 3, verdict = 4, refused = 5, refusal = 6, step = 7;
}
namespace step_tag {
constexpr Tag rule = 1, verdict = 2, reason = 3, words = 4, value = 5, place = 6;
}
namespace refusal_tag {
constexpr Tag at = 1, reason = 2, rule = 3, place = 4;
}

std::string fields_of(const WalkStep& step) {
  FieldWriter out;
  out.put(step_tag::rule, step.rule).put(step_tag::verdict, step.verdict);
  out.put_unless_empty(step_tag::reason, step.reason).put(step_tag::words, step.words);
  for (const std::string& value : step.values) out.put(step_tag::value, value);
  out.put_unless_empty(step_tag::place, step.place);
  return out.take();
}

std::string fields_of(const PastRefusal& refusal) {
  FieldWriter out;
  out.put(refusal_tag::at, refusal.at).put(refusal_tag::reason, refusal.reason);
  out.put_unless_empty(refusal_tag::rule, refusal.rule).put_unless_empty(refusal_tag::place, refusal.place);
  return out.take();
}

bool take_step(WalkStep& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case step_tag::rule:
        return take_text(field.value, into.rule);
      case step_tag::verdict:
        return take_text(field.value, into.verdict);
      case step_tag::reason:
        return take_text(field.value, into.reason);
      case step_tag::words:
        return take_text(field.value, into.words);
      case step_tag::value:
        return take_text(field.value, into.values.emplace_back());
      case step_tag::place:
        return take_text(field.value, into.place);
      default:
        return true;
    }
  });
}

bool take_refusal(PastRefusal& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case refusal_tag::at:
        return take_number(field.value, into.at);
      case refusal_tag::reason:
        return take_text(field.value, into.reason);
      case refusal_tag::rule:
        return take_text(field.value, into.rule);
      case refusal_tag::place:
        return take_text(field.value, into.place);
      default:
        return true;
    }
  });
}

}  // namespace

const WalkStep* WalkStatus::refusal() const {
  auto found = std::ranges::find(steps, verdict::refuses, &WalkStep::verdict);
  return found == steps.end() ? nullptr : &*found;
}

std::string fields_of(const WalkStatus& walk) {
  FieldWriter out;
  out.put(walk_tag::service, walk.service).put(walk_tag::caller, walk.caller);
  out.put(walk_tag::at, walk.at).put(walk_tag::verdict, walk.verdict);
  if (walk.refused != 0) out.put(walk_tag::refused, walk.refused);
  for (const PastRefusal& refusal : walk.refusals) out.put(walk_tag::refusal, fields_of(refusal));
  for (const WalkStep& step : walk.steps) out.put(walk_tag::step, fields_of(step));
  return out.take();
}

bool take_fields(WalkStatus& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case walk_tag::service:
        return take_text(field.value, into.service);
      case walk_tag::caller:
        return take_text(field.value, into.caller);
      case walk_tag::at:
        return take_number(field.value, into.at);
      case walk_tag::verdict:
        return take_text(field.value, into.verdict);
      case walk_tag::refused:
        return take_number(field.value, into.refused);
      case walk_tag::refusal:
        return take_refusal(into.refusals.emplace_back(), field.value);
      case walk_tag::step:
        return take_step(into.steps.emplace_back(), field.value);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
