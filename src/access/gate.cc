#include "access/gate.h"

#include "access/schedule.h"

namespace rouse::access {

namespace {

constexpr Verdict admit{};
constexpr Verdict ask_name{Verdict::Kind::needs_name};

constexpr Verdict refuse(Reason reason) { return {Verdict::Kind::refuse, reason}; }

bool reached(std::uint64_t running, const config::Limit& limit) { return limit && running >= *limit; }

/// The checks that need no address, in xinetd's order.
std::optional<Reason> exceeded(const Facts& facts, const Limits& limits) {
  const config::ServiceConfig& service = limits.service;
  if (facts.over_rate) return Reason::cps;
  if (service.max_load && facts.load && *facts.load >= *service.max_load) return Reason::load;
  if (!service.access_times.empty() && !open_at(service.access_times, local_minute(facts.now)))
    return Reason::time;
  if (reached(facts.running, service.instances)) return Reason::service_limit;
  if (reached(facts.running_of_source, service.per_source)) return Reason::per_source_limit;
  if (limits.process_limit != 0 && facts.running_overall >= limits.process_limit)
    return Reason::process_limit;
  return std::nullopt;
}

/// no_access believes every name that a caller claims, only_from none that it cannot prove.
Verdict judge_address(const Facts& facts, const Limits& limits) {
  const AddressList& no_access = limits.lists.no_access;
  const AddressList* only_from = limits.lists.only_from ? &*limits.lists.only_from : nullptr;
  bool denied = no_access.matches(facts.caller);
  bool listed = only_from != nullptr && only_from->matches(facts.caller);

  bool name_could_deny = !denied && no_access.needs_name();
  bool name_could_admit = !denied && only_from != nullptr && !listed && only_from->needs_name();
  if (!facts.name && (name_could_deny || name_could_admit)) return ask_name;
  bool unconfirmed = false;
  if (facts.name) {
    denied = denied || no_access.matches_name(facts.name->name);
    bool named = only_from != nullptr && only_from->matches_name(facts.name->name);
    bool proved = facts.name->confirmed || !limits.service.forward_confirm;
    unconfirmed = named && !proved && !listed && !denied;
    listed = listed || (named && proved);
  }
  if (denied) return {Verdict::Kind::refuse, Reason::address, listed};
  if (only_from != nullptr && !listed) return {Verdict::Kind::refuse, Reason::address, false, unconfirmed};
  return admit;
}

}  // namespace

Lists compile_lists(const config::ServiceConfig& service) {
  Lists out;
  if (service.only_from) out.only_from.emplace(*service.only_from);
  out.no_access = AddressList(service.no_access);
  return out;
}

Verdict decide(const Facts& facts, const Limits& limits) {
  if (std::optional<Reason> reason = exceeded(facts, limits)) return refuse(*reason);
  if (limits.service.has(config::Flag::sensor) || facts.shut_out) return refuse(Reason::address);
  if (facts.caller.kind() == net::Kind::none) return admit;
  return judge_address(facts, limits);
}

}  // namespace rouse::access
