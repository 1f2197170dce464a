#include "control/advice_facts.h"

#include "control/fields.h"

namespace rouse::control {

namespace {

// Tags are never used for something else in a later version.
namespace advice_tag {
constexpr Tag server = 1, point = 2, obstacle = 3, caveat = 4, trial = 5;
}
namespace trial_tag {
constexpr Tag point = 1, parkings = 2, memory_bytes = 3, obstacle = 4;
}

std::string fields_of(const TrialStatus& trial) {
  return FieldWriter()
      .put(trial_tag::point, trial.point)
      .put_unless_empty(trial_tag::parkings, fields_of(trial.parkings))
      .put(trial_tag::memory_bytes, trial.memory_bytes)
      .put_unless_empty(trial_tag::obstacle, trial.obstacle)
      .take();
}

bool take_trial(TrialStatus& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case trial_tag::point:
        return take_text(field.value, into.point);
      case trial_tag::parkings:
        return take_fields(into.parkings, field.value);
      case trial_tag::memory_bytes:
        return take_number(field.value, into.memory_bytes);
      case trial_tag::obstacle:
        return take_text(field.value, into.obstacle);
      default:
        return true;
    }
  });
}

}  // namespace

/// Never empty, also where nothing is to be said: that it was asked for is.
std::string fields_of(const AdviceFacts& facts) {
  FieldWriter out;
  out.put(advice_tag::server, facts.server)
      .put_unless_empty(advice_tag::point, facts.point)
      .put_unless_empty(advice_tag::obstacle, facts.obstacle)
      .put_unless_empty(advice_tag::caveat, facts.caveat);
  if (facts.trial) out.put(advice_tag::trial, fields_of(*facts.trial));
  return out.take();
}

bool take_fields(AdviceFacts& into, std::string_view body) {
  return each_field(body, [&](const Field& field) {
    switch (field.tag) {
      case advice_tag::server:
        return take_text(field.value, into.server);
      case advice_tag::point:
        return take_text(field.value, into.point);
      case advice_tag::obstacle:
        return take_text(field.value, into.obstacle);
      case advice_tag::caveat:
        return take_text(field.value, into.caveat);
      case advice_tag::trial:
        return take_trial(into.trial.emplace(), field.value);
      default:
        return true;
    }
  });
}

}  // namespace rouse::control
