#include "config/setting.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "config/values.h"

namespace rouse::config {

Setting::Setting(Draft& draft_in, const Assignment& assignment_in, int line_in, bool in_defaults_in,
                 World& world_in, Reporter& reporter_in)
    : draft(draft_in),
      assignment(assignment_in),
      line(line_in),
      in_defaults(in_defaults_in),
      op(in_defaults_in && assignment_in.op == Operator::set ? Operator::add : assignment_in.op),
      world(world_in),
      reporter(reporter_in) {}

Place Setting::place(std::size_t i) const { return {draft.source.get(), line, assignment.values[i].column}; }

Place Setting::place() const { return {draft.source.get(), line, assignment.name.column}; }

bool Setting::read_limit(std::size_t i, std::uint64_t most, std::string_view units, Limit& out) {
  std::optional<std::uint64_t> number = same_word(value(i), "UNLIMITED") ? 0 : whole_number(value(i), most);
  if (!number)
    return bad(place(i), fmt::format("{} takes up to {} {}, 0 or UNLIMITED, not {}", assignment.name.text,
                                     most, units, escaped(value(i))));
  out = *number == 0 ? std::nullopt : Limit(number);
  return true;
}

bool Setting::fail(Severity severity, const Place& at, const std::string& problem, std::string text,
                   std::string_view suggestion) {
  if (draft.fault.empty()) {
    draft.fault = problem;
    draft.fault_place = at;
  }
  reporter.say(in_defaults ? Severity::fatal : severity, at, std::move(text), suggestion);
  return false;
}

bool Setting::bad(const Place& at, std::string problem, std::string_view suggestion) {
  std::string text = in_defaults ? problem + "; a bad value in defaults is fatal"
                                 : fmt::format("{}; service {} is dropped", problem, draft.label());
  return fail(Severity::error, at, problem, std::move(text), suggestion);
}

bool Setting::bad_unlike_xinetd(const Place& at, std::string problem, std::string xinetd_does) {
  std::string text = in_defaults
                         ? fmt::format("{}; a bad value in defaults is fatal ({})", problem, xinetd_does)
                         : fmt::format("{}; service {} is dropped ({})", problem, draft.label(), xinetd_does);
  return fail(Severity::difference, at, problem, std::move(text), {});
}

void Setting::warn(const Place& at, std::string text, std::string_view suggestion) {
  reporter.say(Severity::warning, at, std::move(text), suggestion);
}

void Setting::differs(const Place& at, std::string text) {
  reporter.say(Severity::difference, at, std::move(text));
}

void Setting::extends(const Place& at, std::string text) {
  reporter.say(Severity::extension, at, std::move(text));
}

}  // namespace rouse::config
