#include "tools/walk_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/check_json.h"
#include "tools/columns.h"
#include "tools/figures.h"
#include "tools/json_parts.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using config::json_string;
using control::PastRefusal;
using control::WalkStatus;
using control::WalkStep;

constexpr std::string_view green = "32", yellow = "33", red = "31";

std::string_view colour_of(const std::string& verdict) {
  if (verdict == control::verdict::admits) return green;
  return verdict == control::verdict::refuses ? red : yellow;
}

std::string mark_of(const std::string& verdict) {
  if (verdict == control::verdict::admits) return translated("yes");
  return verdict == control::verdict::refuses ? translated("NO") : "?";
}

/// What the daemon says, of whatever version it is.
std::string why_in_words(const WalkStep& step) {
  if (step.words.empty()) return {};
  std::string words = escaped(step.words);
  Sentence sentence{words, {}};
  for (const std::string& value : step.values) sentence.values.push_back(escaped(value));
  return translated(sentence);
}

std::string rule_and_place(const std::string& rule, const std::string& place) {
  return place.empty() ? escaped(rule) : fmt::format("{} ({})", escaped(rule), escaped(place));
}

const WalkStep* first_unknown(const WalkStatus& walk) {
  auto found = std::ranges::find(walk.steps, control::verdict::unknown, &WalkStep::verdict);
  return found == walk.steps.end() ? nullptr : &*found;
}

std::string conclusion(const WalkStatus& walk, const std::string& caller) {
  std::string service = escaped(walk.service);
  if (const WalkStep* step = walk.refusal())
    return translated("{}: {} would be refused by {}: {}", service, caller,
                      rule_and_place(step->rule, step->place), why_in_words(*step));
  if (const WalkStep* step = first_unknown(walk))
    return translated("{}: whether {} would come in cannot be told: {}", service, caller,
                      why_in_words(*step));
  return translated("{}: {} would come in", service, caller);
}

std::string refusals(const WalkStatus& walk) {
  if (walk.refused == 0) return translated("It has not refused this caller lately.") + "\n";
  std::vector<std::vector<Cell>> rows;
  for (const PastRefusal& refusal : walk.refusals)
    rows.push_back({{"  " + moment(refusal.at)},
                    {escaped(refusal.reason)},
                    {refusal.rule.empty() ? "" : rule_and_place(refusal.rule, refusal.place)}});
  return translated("It has refused this caller lately, times: {}", walk.refused) + "\n" +
         columns(rows, false);
}

std::string steps(const WalkStatus& walk, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (const WalkStep& step : walk.steps)
    rows.push_back({{"  " + mark_of(step.verdict), colour_of(step.verdict)},
                    {escaped(step.rule)},
                    {why_in_words(step)},
                    {escaped(step.place)}});
  return translated("What is asked about {}, in this order:", escaped(walk.caller)) + "\n" +
         columns(rows, colour);
}

std::string step_json(const WalkStep& step) {
  Sentence sentence{step.words, step.values};
  return fmt::format(R"({{"rule":{},"verdict":{},"reason":{},"text":{},"place":{}}})", json_string(step.rule),
                     json_string(step.verdict), text_or_null(step.reason), json_string(sentence.in_english()),
                     text_or_null(step.place));
}

std::string refusal_json(const PastRefusal& refusal) {
  return fmt::format(R"({{"at":{},"reason":{},"rule":{},"place":{}}})", refusal.at,
                     json_string(refusal.reason), text_or_null(refusal.rule), text_or_null(refusal.place));
}

std::string_view admitted_json(const std::string& verdict) {
  if (verdict == control::verdict::admits) return "true";
  return verdict == control::verdict::refuses ? "false" : "null";
}

}  // namespace

std::string walk_report(const WalkStatus& walk, const std::string& caller, bool colour) {
  std::string answer = conclusion(walk, caller);
  if (colour) answer = fmt::format("\033[{}m{}\033[0m", colour_of(walk.verdict), answer);
  return answer + "\n\n" + refusals(walk) + "\n" + steps(walk, colour);
}

std::string walk_json(const WalkStatus& walk) {
  const WalkStep* refusal = walk.refusal();
  return fmt::format(
      R"({{"service":{},"caller":{},"at":{},"admitted":{},"rule":{},"reason":{},"place":{},"refused":{},"refusals":{},"steps":{}}})",
      json_string(walk.service), json_string(walk.caller), walk.at, admitted_json(walk.verdict),
      refusal == nullptr ? "null" : json_string(refusal->rule),
      refusal == nullptr ? "null" : text_or_null(refusal->reason),
      refusal == nullptr ? "null" : text_or_null(refusal->place), walk.refused,
      array_of(walk.refusals, refusal_json), array_of(walk.steps, step_json));
}

}  // namespace rouse::tools
