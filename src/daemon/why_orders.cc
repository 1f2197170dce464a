#include "daemon/why_orders.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "log/event.h"

namespace rouse::daemon {

namespace {

using access::Reason;
using access::Step;
using access::Word;
using control::PastRefusal;
using control::ServiceStatus;
using control::WalkStatus;
using control::WalkStep;

constexpr std::string_view at_word = "at=";
constexpr std::uint64_t last_minute = 24 * 60 - 1;

std::string_view word_of(Word word) {
  switch (word) {
    case Word::admits:
      return control::verdict::admits;
    case Word::refuses:
      return control::verdict::refuses;
    case Word::unknown:
      return control::verdict::unknown;
  }
  return control::verdict::unknown;
}

WalkStep told(const Step& step) {
  return {.rule = std::string(step.rule),
          .verdict = std::string(word_of(step.word)),
          .reason = step.reason ? std::string(access::word(*step.reason)) : std::string(),
          .words = std::string(step.why.words),
          .values = step.why.values,
          .place = step.place};
}

/// Why he was turned away; empty: this event is no refusal of this caller.
std::string_view refused_for(const log::Event& event, const net::Address& caller) {
  const auto* refused = std::get_if<log::Refused>(&event.what);
  if (refused != nullptr && refused->peer.address.unmapped() == caller) return refused->reason;
  const auto* stranger = std::get_if<log::NotIdentified>(&event.what);
  if (stranger != nullptr && stranger->peer.address.unmapped() == caller) return stranger->reason;
  return {};
}

/// Which rule gives a reason when it does not refuse any more.
std::string_view rule_behind(std::string_view reason) {
  using access::Rule;
  constexpr std::array<std::pair<Reason, Rule>, 7> rules = {{{Reason::cps, Rule::cps},
                                                             {Reason::load, Rule::max_load},
                                                             {Reason::time, Rule::access_times},
                                                             {Reason::service_limit, Rule::instances},
                                                             {Reason::per_source_limit, Rule::per_source},
                                                             {Reason::process_limit, Rule::process_limit},
                                                             {Reason::address, Rule::only_from}}};
  if (reason == access::word(Reason::libwrap)) return "hosts";
  auto found =
      std::ranges::find_if(rules, [&](const auto& row) { return access::word(row.first) == reason; });
  return found == rules.end() ? std::string_view() : access::word(found->second);
}

/// The step that refuses so now, else the one that would.
const WalkStep* step_behind(const std::string& reason, const std::vector<WalkStep>& steps) {
  auto now = std::ranges::find_if(steps, [&](const WalkStep& step) {
    return step.verdict == control::verdict::refuses && step.reason == reason;
  });
  if (now != steps.end()) return &*now;
  auto behind = std::ranges::find(steps, rule_behind(reason), &WalkStep::rule);
  return behind == steps.end() ? nullptr : &*behind;
}

void tell_refusals(WalkStatus& walk, const log::Ring& ring, const net::Address& caller) {
  for (std::uint64_t number = ring.oldest(); number < ring.next(); ++number) {
    std::optional<log::Event> event = ring.at(number);
    if (!event || event->service->id != walk.service) continue;
    std::string reason(refused_for(*event, caller));
    if (reason.empty()) continue;
    ++walk.refused;
    PastRefusal refusal{
        .at = static_cast<std::uint64_t>(event->at), .reason = reason, .rule = {}, .place = {}};
    if (const WalkStep* step = step_behind(reason, walk.steps)) {
      refusal.rule = step->rule;
      refusal.place = step->place;
    }
    walk.refusals.push_back(std::move(refusal));
    if (walk.refusals.size() > refusals_told) walk.refusals.erase(walk.refusals.begin());
  }
}

/// Why nobody is asked at a gate.
WalkStep ungated(const ServiceStatus& service) {
  auto step = [&](std::string_view verdict, std::string_view words, std::vector<std::string> values) {
    return WalkStep{.rule = "service",
                    .verdict = std::string(verdict),
                    .reason = {},
                    .words = std::string(words),
                    .values = std::move(values),
                    .place = {}};
  };
  using namespace control;
  if (service.mode == mode::standalone && service.state == state::running)
    return step(verdict::unknown,
                translatable("it is standalone: it listens itself, and rouse does not see its callers"), {});
  if (service.state == state::disabled)
    return step(verdict::refuses, translatable("it is disabled: {}"), {service.detail});
  if (service.mode == mode::standalone)
    return step(verdict::refuses, translatable("it is standalone and does not run: {}"),
                {service.detail.empty() ? service.state : service.detail});
  return step(verdict::refuses, translatable("it is not served: {}"), {service.detail});
}

}  // namespace

std::expected<WhyQuery, std::string> why_query(const control::Order& order) {
  auto odd = [](const std::string& argument) {
    return std::unexpected("this is no argument of why: " + escaped(argument, 60));
  };
  if (order.arguments.empty()) return std::unexpected("why needs the address of a caller");
  std::optional<net::Address> caller = net::Address::parse(order.arguments.front());
  if (!caller) return odd(order.arguments.front());
  WhyQuery out{.caller = *caller, .minute = {}};
  for (std::size_t i = 1; i < order.arguments.size(); ++i) {
    std::string_view argument = order.arguments[i];
    if (!argument.starts_with(at_word)) return odd(order.arguments[i]);
    auto minute = whole_number(argument.substr(at_word.size()), last_minute);
    if (!minute) return odd(order.arguments[i]);
    out.minute = static_cast<int>(*minute);
  }
  return out;
}

loop::Co<WalkStatus> tell_why(listen::Engine* engine, const log::Ring* ring,
                              std::shared_ptr<listen::Service> service, WhyQuery query) {
  listen::Moment at = listen::moment_now(engine->loop);
  if (query.minute) at = listen::next_time(*query.minute, at);
  listen::Foresight seen = co_await listen::foresee(engine, service, query.caller, at);
  WalkStatus out{.service = service->id(),
                 .caller = seen.caller.text(),
                 .at = static_cast<std::uint64_t>(seen.at),
                 .verdict = std::string(control::verdict::admits),
                 .refusals = {},
                 .steps = {}};
  if (seen.depends()) out.verdict = control::verdict::unknown;
  if (seen.refusal() != nullptr) out.verdict = control::verdict::refuses;
  for (const Step& step : seen.steps) out.steps.push_back(told(step));
  tell_refusals(out, *ring, seen.caller.unmapped());
  co_return out;
}

WalkStatus why_without_gate(const ServiceStatus& service, const log::Ring& ring, const WhyQuery& query,
                            WallTime now) {
  WalkStatus out{.service = service.name,
                 .caller = query.caller.text(),
                 .at = static_cast<std::uint64_t>(now),
                 .verdict = {},
                 .refusals = {},
                 .steps = {ungated(service)}};
  out.verdict = out.steps.front().verdict;
  tell_refusals(out, ring, query.caller.unmapped());
  return out;
}

}  // namespace rouse::daemon
