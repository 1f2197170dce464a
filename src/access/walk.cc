#include "access/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "access/schedule.h"
#include "config/origins.h"

namespace rouse::access {

namespace {

using config::Sourced;

/// One rule and what it said.
struct Question {
  const Facts& facts;
  const Limits& limits;
  const Background& background;
  Verdict verdict;

  const config::ServiceConfig& service() const { return limits.service; }
  bool refused() const { return verdict.refused(); }
  std::string caller() const { return facts.caller.text(); }
};

constexpr std::string_view no_limit = translatable("no limit is set");

template <class... Values>
Sentence say(std::string_view words, const Values&... values) {
  return {words, {fmt::format("{}", values)...}};
}

/// How many arrivals the present window has seen.
std::uint64_t arrivals(const Question& q) {
  const config::CpsLimit& cps = q.service().cps;
  std::uint64_t window_s = cps.window_s > 0 ? cps.window_s : cps.connections;
  std::int64_t age_s = q.facts.now - q.background.rate.window_start_s;
  bool inside = age_s >= 0 && std::cmp_less(age_s, window_s);
  return inside ? q.background.rate.seen : 0;
}

Sentence explain_rate(const Question& q) {
  const config::CpsLimit& cps = q.service().cps;
  if (cps.connections == 0) return say(no_limit);
  if (q.refused())
    return say(translatable("cps = {} {}: so many calls have come that it rests, or will with the next one"),
               cps.connections, cps.wait_s);
  return say(translatable("cps = {} {}, calls lately: {}"), cps.connections, cps.wait_s, arrivals(q));
}

Sentence explain_load(const Question& q) {
  if (!q.service().max_load) return say(no_limit);
  if (!q.facts.load) return say(translatable("max_load = {}: the load is not known"), *q.service().max_load);
  return say(translatable("max_load = {}: the load is {}"), *q.service().max_load, *q.facts.load);
}

std::string clock_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

Sentence explain_time(const Question& q) {
  std::string times;
  for (const config::TimeRange& range : q.service().access_times)
    times += fmt::format("{}{}-{}", times.empty() ? "" : " ", clock_text(range.from_minute),
                         clock_text(range.to_minute));
  if (times.empty()) return say(translatable("it is open at any time"));
  return say(translatable("access_times = {}: it is {}"), times, clock_text(local_minute(q.facts.now)));
}

Sentence explain_instances(const Question& q) {
  if (!q.service().instances) return say(no_limit);
  return say(translatable("instances = {}, running: {}"), *q.service().instances, q.facts.running);
}

Sentence explain_per_source(const Question& q) {
  if (!q.service().per_source) return say(no_limit);
  return say(translatable("per_source = {}, running for {}: {}"), *q.service().per_source,
             q.background.source.text(), q.facts.running_of_source);
}

Sentence explain_processes(const Question& q) {
  if (q.limits.process_limit == 0) return say(no_limit);
  return say(translatable("-limit {}, running for all services: {}"), q.limits.process_limit,
             q.facts.running_overall);
}

Sentence explain_sensor(const Question& q) {
  if (!q.refused()) return say(translatable("the service is no SENSOR"));
  return say(translatable("the service is a SENSOR: it lets nobody in, and shuts out who calls"));
}

Sentence explain_denial(const Question& q) {
  if (!q.refused()) return say(translatable("no SENSOR has shut {} out"), q.caller());
  if (!q.background.shut_for) return say(translatable("a SENSOR has shut {} out for ever"), q.caller());
  return say(translatable("a SENSOR has shut {} out for another {}"), q.caller(),
             span_text(*q.background.shut_for));
}

/// Does one entry of a list fit, as the list would?
bool fits(const net::Pattern& pattern, const Facts& facts) {
  if (const auto* prefix = std::get_if<net::Prefix>(&pattern)) return prefix->contains(facts.caller);
  AddressList alone({&pattern, 1});
  return alone.matches(facts.caller) || (facts.name && alone.matches_name(facts.name->name));
}

/// The first entry that fits; null: none does.
const net::Pattern* entry_for(const std::vector<net::Pattern>& list, const Facts& facts) {
  auto found = std::ranges::find_if(list, [&](const net::Pattern& pattern) { return fits(pattern, facts); });
  return found == list.end() ? nullptr : &*found;
}

/// An entry as it is written: "10.0.0.0/8", ".example.com".
std::string text_of(const net::Pattern& pattern) {
  if (const auto* prefix = std::get_if<net::Prefix>(&pattern)) {
    std::string address = prefix->address.text();
    return prefix->with_mask ? fmt::format("{}/{}", address, prefix->bits) : address;
  }
  if (const auto* host = std::get_if<net::HostName>(&pattern)) return escaped(host->name, 256);
  if (const auto* domain = std::get_if<net::DomainSuffix>(&pattern)) return escaped(domain->suffix, 256);
  return net::dump_text(pattern);
}

/// By which an entry knows the caller: his address or his name.
std::string known_as(const net::Pattern& pattern, const Question& q) {
  bool by_address = std::holds_alternative<net::Prefix>(pattern);
  return by_address || !q.facts.name ? q.caller() : escaped(q.facts.name->name, 256);
}

Sentence fitting(const net::Pattern& entry, const Question& q) {
  return say(translatable("{} fits {}"), text_of(entry), known_as(entry, q));
}

Sentence none_fits(const std::vector<net::Pattern>& list, const Question& q) {
  return say(translatable("no entry fits {} (entries: {})"), q.caller(), list.size());
}

Sentence explain_no_access(const Question& q) {
  const std::vector<net::Pattern>& list = q.service().no_access;
  if (list.empty()) return say(translatable("it has no entries"));
  if (q.verdict.unknown_name || q.verdict.kind == Verdict::Kind::needs_name)
    return say(translatable("it names hosts, and nobody could tell the name of {}"), q.caller());
  const net::Pattern* entry = entry_for(list, q.facts);
  return entry == nullptr ? none_fits(list, q) : fitting(*entry, q);
}

Sentence explain_only_from(const Question& q) {
  if (!q.service().only_from) return say(translatable("it is not set, so everybody may come"));
  const std::vector<net::Pattern>& list = *q.service().only_from;
  if (list.empty()) return say(translatable("it is set and has no entries, so nobody may come"));
  const net::Pattern* entry = entry_for(list, q.facts);
  if (entry == nullptr) return none_fits(list, q);
  if (!q.refused()) return fitting(*entry, q);
  return say(translatable("{} fits the name {}, but that does not lead back to {} (forward_confirm)"),
             text_of(*entry), known_as(*entry, q), q.caller());
}

/// Where the entry stands that decided, else the last line of the list.
std::string place_in(const std::vector<net::Pattern>& list, Sourced which, const Question& q) {
  const net::Pattern* entry = entry_for(list, q.facts);
  if (entry == nullptr) return config::origin_of(q.service(), which);
  return config::origin_of(q.service(), which, static_cast<std::size_t>(entry - list.data()));
}

std::string place_of(Sourced which, const Question& q) {
  if (which == Sourced::no_access) return place_in(q.service().no_access, which, q);
  if (which == Sourced::only_from && q.service().only_from) return place_in(*q.service().only_from, which, q);
  return config::origin_of(q.service(), which);
}

struct Explanation {
  Sentence (*explain)(const Question& question);
  std::optional<Sourced> source;
};

/// In the order of Rule.
constexpr std::array<Explanation, rule_count> explanations = {{
    {explain_rate, Sourced::cps},
    {explain_load, Sourced::max_load},
    {explain_time, Sourced::access_times},
    {explain_instances, Sourced::instances},
    {explain_per_source, Sourced::per_source},
    {explain_processes, std::nullopt},
    {explain_sensor, Sourced::flags},
    {explain_denial, std::nullopt},
    {explain_no_access, Sourced::no_access},
    {explain_only_from, Sourced::only_from},
}};

Word word_of(const Verdict& verdict) {
  if (verdict.admitted()) return Word::admits;
  return verdict.refused() ? Word::refuses : Word::unknown;
}

}  // namespace

std::vector<Step> walk(const Facts& facts, const Limits& limits, const Background& background) {
  std::vector<Step> out;
  for (std::size_t rule = 0; rule < rule_count; ++rule) {
    const Explanation& row = explanations[rule];
    Question question{facts, limits, background, judge(static_cast<Rule>(rule), facts, limits)};
    Step step{.rule = rule_words[rule],
              .word = word_of(question.verdict),
              .why = row.explain(question),
              .place = {}};
    if (step.word == Word::refuses) step.reason = question.verdict.reason;
    if (row.source) step.place = place_of(*row.source, question);
    out.push_back(std::move(step));
  }
  return out;
}

std::string span_text(std::chrono::seconds span) {
  std::int64_t s = std::max<std::int64_t>(span.count(), 0);
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
}

}  // namespace rouse::access
