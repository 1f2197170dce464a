#include "access/gate.h"

#include <array>

#include "access/schedule.h"

namespace rouse::access {

namespace {

constexpr Verdict admit{};
constexpr Verdict ask_name{Verdict::Kind::needs_name};
constexpr Verdict name_in_doubt{.kind = Verdict::Kind::refuse, .unknown_name = true};

constexpr Verdict refuse_if(bool refused, Reason reason) {
  return refused ? Verdict{Verdict::Kind::refuse, reason} : admit;
}

bool reached(std::uint64_t running, const config::Limit& limit) { return limit && running >= *limit; }

Verdict judge_rate(const Facts& facts, const Limits&) { return refuse_if(facts.over_rate, Reason::cps); }

Verdict judge_load(const Facts& facts, const Limits& limits) {
  const std::optional<double>& most = limits.service.max_load;
  return refuse_if(most && facts.load && *facts.load >= *most, Reason::load);
}

Verdict judge_time(const Facts& facts, const Limits& limits) {
  const auto& times = limits.service.access_times;
  return refuse_if(!times.empty() && !open_at(times, local_minute(facts.now)), Reason::time);
}

Verdict judge_instances(const Facts& facts, const Limits& limits) {
  return refuse_if(reached(facts.running, limits.service.instances), Reason::service_limit);
}

Verdict judge_per_source(const Facts& facts, const Limits& limits) {
  return refuse_if(reached(facts.running_of_source, limits.service.per_source), Reason::per_source_limit);
}

Verdict judge_processes(const Facts& facts, const Limits& limits) {
  bool full = limits.process_limit != 0 && facts.running_overall >= limits.process_limit;
  return refuse_if(full, Reason::process_limit);
}

Verdict judge_sensor(const Facts&, const Limits& limits) {
  return refuse_if(limits.service.has(config::Flag::sensor), Reason::address);
}

Verdict judge_denial(const Facts& facts, const Limits&) { return refuse_if(facts.shut_out, Reason::address); }

/// Does only_from have him, by his address or a name that counts?
bool is_listed(const Facts& facts, const Limits& limits) {
  if (!limits.lists.only_from) return false;
  const AddressList& only_from = *limits.lists.only_from;
  if (only_from.matches(facts.caller)) return true;
  if (!facts.name || !only_from.matches_name(facts.name->name)) return false;
  return facts.name->confirmed || !limits.service.forward_confirm;
}

Verdict judge_no_access(const Facts& facts, const Limits& limits) {
  if (facts.caller.kind() == net::Kind::none) return admit;
  const AddressList& no_access = limits.lists.no_access;
  bool denied = no_access.matches(facts.caller) || (facts.name && no_access.matches_name(facts.name->name));
  if (denied) return {Verdict::Kind::refuse, Reason::address, is_listed(facts, limits)};
  if (!no_access.needs_name()) return admit;
  if (!facts.name) return ask_name;
  return facts.name->unknown ? name_in_doubt : admit;
}

Verdict judge_only_from(const Facts& facts, const Limits& limits) {
  if (facts.caller.kind() == net::Kind::none || !limits.lists.only_from) return admit;
  if (is_listed(facts, limits)) return admit;
  const AddressList& only_from = *limits.lists.only_from;
  if (!facts.name && only_from.needs_name()) return ask_name;
  bool unconfirmed = facts.name && only_from.matches_name(facts.name->name);
  return {Verdict::Kind::refuse, Reason::address, false, unconfirmed};
}

using Judge = Verdict (*)(const Facts& facts, const Limits& limits);

/// In the order of Rule.
constexpr std::array<Judge, rule_count> judges = {
    judge_rate,      judge_load,   judge_time,   judge_instances, judge_per_source,
    judge_processes, judge_sensor, judge_denial, judge_no_access, judge_only_from};

/// Without a loop, so that the compiler sees which function is called.
template <std::size_t rule = 0>
Verdict first_word(const Facts& facts, const Limits& limits) {
  Verdict verdict = judges[rule](facts, limits);
  if constexpr (rule + 1 < rule_count) {
    if (verdict.admitted()) return first_word<rule + 1>(facts, limits);
  }
  return verdict;
}

}  // namespace

Lists compile_lists(const config::ServiceConfig& service) {
  Lists out;
  if (service.only_from) out.only_from.emplace(*service.only_from);
  out.no_access = AddressList(service.no_access);
  return out;
}

Verdict judge(Rule rule, const Facts& facts, const Limits& limits) {
  return judges[static_cast<std::size_t>(rule)](facts, limits);
}

/// Flat: with calls it costs a fifth more, and every caller pays.
[[gnu::flatten]] Verdict decide(const Facts& facts, const Limits& limits) {
  return first_word(facts, limits);
}

}  // namespace rouse::access
