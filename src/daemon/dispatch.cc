#include "daemon/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "daemon/advice_orders.h"
#include "daemon/resident_orders.h"
#include "daemon/service_status.h"
#include "daemon/session_orders.h"
#include "daemon/why_orders.h"
#include "listen/runnable.h"
#include "listen/warm_starter.h"
#include "sys/other_process.h"
#include "warm/memory.h"

namespace rouse::daemon {

namespace {

using control::OrderKind;
using control::Outcome;
using control::Reply;
using control::ServiceStatus;
using ServiceRef = std::shared_ptr<listen::Service>;

constexpr std::size_t name_shown_bytes = 100;
/// Processes that are looked at for one order: more would keep callers waiting.
constexpr std::size_t memory_looks_most = 4096;

std::string shown(const std::string& name) { return escaped(name, name_shown_bytes); }

Reply has_no_door(const std::string& name) {
  return refusal(Outcome::failed, control::about(control::sentence::is_resident, shown(name)).in_english());
}

Reply is_on_demand(const std::string& name) {
  return refusal(Outcome::failed, control::about(control::sentence::is_on_demand, shown(name)).in_english());
}

const config::ServiceConfig& entry_of(const ServiceRef& service) { return *service->config; }
const config::ServiceConfig& entry_of(const config::ServicePtr& entry) { return *entry; }

/// Those whose id `name` is; else all entries for the service of that name (of tcp and of udp, say).
template <class Item>
std::vector<Item> named_among(const std::vector<Item>& items, const std::string& name) {
  auto those = [&](std::string config::ServiceConfig::* key) {
    std::vector<Item> out;
    std::ranges::copy_if(items, std::back_inserter(out),
                         [&](const Item& item) { return entry_of(item).*key == name; });
    return out;
  };
  std::vector<Item> out = those(&config::ServiceConfig::id);
  return out.empty() ? those(&config::ServiceConfig::name) : out;
}

}  // namespace

std::vector<ServiceRef> Dispatch::services_named(const std::string& name) const {
  return named_among(staff_.services.all(), name);
}

std::vector<std::string> Dispatch::residents_named(const std::string& name) const {
  std::vector<std::string> out;
  for (const config::ServicePtr& entry : named_among(staff_.configuration.services, name)) {
    if (entry->is_resident()) out.push_back(entry->id);
  }
  return out;
}

ServiceStatus Dispatch::served_status(const listen::Service& service) const {
  ServiceStatus out = status_of(service, staff_.engine.policy.default_family);
  auto park = staff_.engine.warm->parks().report(service.id());
  if (park) add_park(out, *park, service.record->tally);
  return out;
}

/// Those in operation, those that cannot be, those that shall not be.
std::vector<ServiceStatus> Dispatch::statuses() const {
  std::vector<ServiceStatus> out;
  std::set<std::string> told;
  for (const ServiceRef& service : staff_.services.all()) {
    out.push_back(served_status(*service));
    told.insert(service->id());
  }
  for (const supervise::ResidentReport& resident : staff_.residents.reports())
    out.push_back(status_of(resident));
  for (const config::ServicePtr& service : staff_.configuration.services) {
    if (service->is_resident() || told.contains(service->id)) continue;
    out.push_back(status_of(*service, listen::not_runnable(*service, staff_.access_files)
                                          .value_or("it cannot be served; the log says why")));
  }
  for (const config::Dropped& dropped : staff_.configuration.dropped) out.push_back(status_of(dropped));
  return out;
}

Reply Dispatch::show(const std::string& name) const {
  Reply reply;
  for (const ServiceRef& service : services_named(name)) reply.services.push_back(served_status(*service));
  for (const std::string& id : residents_named(name)) {
    if (auto resident = staff_.residents.report(id)) reply.services.push_back(status_of(*resident));
  }
  if (!reply.services.empty()) return reply;
  std::ranges::copy_if(statuses(), std::back_inserter(reply.services),
                       [&](const ServiceStatus& status) { return status.name == name; });
  if (!reply.services.empty()) return reply;
  return unknown(name);
}

/// With the id or name of a service that is called nearly so, if there is one.
Reply Dispatch::unknown(const std::string& name) const {
  std::vector<std::string> known;
  for (const ServiceStatus& status : statuses()) known.push_back(status.name);
  for (const config::ServicePtr& service : staff_.configuration.services) known.push_back(service->name);
  std::vector<std::string_view> candidates(known.begin(), known.end());
  std::string meant(nearest(name, candidates).value_or(std::string_view{}));
  return refusal(Outcome::no_such_service, control::unknown_service(shown(name), shown(meant)).in_english());
}

bool Dispatch::is_known(const std::string& name) const { return show(name).outcome == Outcome::done; }

/// Of as many processes as an order may look at, the rest of them are left out.
void Dispatch::look_at_memory(std::vector<ServiceStatus>& services) const {
  std::unordered_map<std::string, std::uint64_t> bytes;
  std::size_t looks = 0;
  for (const listen::Session& session : staff_.sessions.all()) {
    if (session.service() && session.pidfd && looks++ < memory_looks_most)
      bytes[session.service()->id()] += sys::resident_bytes_of(session.pid);
  }
  for (ServiceStatus& service : services) {
    std::uint64_t own = service.pid == 0 ? 0 : sys::resident_bytes_of(static_cast<pid_t>(service.pid));
    service.counts.memory_bytes = own + bytes[service.name];
  }
}

/// As park_memory_max counts them: those that wait for callers.
void Dispatch::look_at_parked(Reply& reply) const {
  control::ParkTotal total{.limit_bytes = staff_.configuration.defaults.parked_bytes_most};
  bool any_warm = false;
  std::size_t looks = 0;
  for (ServiceStatus& service : reply.services) {
    if (!service.park) continue;
    any_warm = true;
    if (service.park->state != control::park_state::parked || looks++ >= memory_looks_most) continue;
    service.park->memory_bytes = warm::memory_of(static_cast<pid_t>(service.pid));
    total.memory_bytes += service.park->memory_bytes;
    ++total.processes;
  }
  if (any_warm) reply.parked = total;
}

/// Of as many services as an order may look at.
void Dispatch::add_advice(std::vector<ServiceStatus>& services) const {
  std::unordered_map<std::string_view, ServiceRef> by_id;
  for (const ServiceRef& service : staff_.services.all()) by_id[service->id()] = service;
  std::size_t looks = 0;
  for (ServiceStatus& service : services) {
    auto found = by_id.find(service.name);
    if (found != by_id.end() && looks++ < advised_most) service.advice = advice_facts(*found->second);
  }
}

/// With the argument "parked" the memory of what is parked, too; with "memory" that of all processes; with
/// "advice" whether they can be warm.
Reply Dispatch::list(const control::Order& order) const {
  Reply reply = order.kind == OrderKind::list ? Reply{.services = statuses()} : show(order.name);
  auto wants = [&](std::string_view word) {
    return std::ranges::find(order.arguments, word) != order.arguments.end();
  };
  bool all = wants(control::memory_argument);
  if (all) look_at_memory(reply.services);
  if (all || wants(control::parked_argument)) look_at_parked(reply);
  if (wants(control::advice_argument)) add_advice(reply.services);
  return reply;
}

Reply Dispatch::sessions(const std::string& name) const {
  if (!name.empty() && !is_known(name)) return show(name);
  std::vector<ServiceRef> those = services_named(name);
  return {.sessions = session_statuses(staff_.sessions, staff_.loop.clock(), [&](const auto& service) {
            return name.empty() || std::ranges::any_of(those, [&](const ServiceRef& each) {
                     return each->id() == service.id();
                   });
          })};
}

loop::Co<Reply> Dispatch::events(control::Order order) {
  std::expected<EventQuery, std::string> query = event_query(order);
  if (!query) co_return refusal(Outcome::failed, query.error());
  if (!order.name.empty()) {
    if (!is_known(order.name)) co_return show(order.name);
    std::set<std::string> ids = {order.name};
    for (const ServiceRef& service : services_named(order.name)) ids.insert(service->id());
    query->is_wanted = [ids](const std::string& id) { return ids.contains(id); };
  }
  Reply reply = co_await tell_events(&staff_.loop, &noted_, &staff_.ring, std::move(*query));
  co_return reply;
}

loop::Co<Reply> Dispatch::why(control::Order order) {
  std::expected<WhyQuery, std::string> query = why_query(order);
  if (!query) co_return refusal(Outcome::failed, query.error());
  Reply reply;
  std::vector<ServiceRef> services = services_named(order.name);
  for (const ServiceRef& service : services) {
    control::WalkStatus walk = co_await tell_why(&staff_.engine, &staff_.ring, service, *query);
    reply.walks.push_back(std::move(walk));
  }
  if (!services.empty()) co_return reply;
  Reply shown_as = show(order.name);
  if (shown_as.outcome != Outcome::done) co_return shown_as;
  for (const ServiceStatus& service : shown_as.services)
    reply.walks.push_back(why_without_gate(service, staff_.ring, *query, staff_.loop.clock().wall()));
  co_return reply;
}

/// Of the one service that is meant.
loop::Co<Reply> Dispatch::try_parking(control::Order order) {
  std::vector<ServiceRef> services = services_named(order.name);
  if (services.empty() && !residents_named(order.name).empty()) co_return has_no_door(order.name);
  if (services.empty()) co_return out_of_service(order.name);
  if (services.size() > 1)
    co_return refusal(Outcome::failed, translatable("several services are called so; name one by its id"));
  warm::TrialMeans means{&staff_.loop, &staff_.engine.warm->births(), warm::memory_of};
  Reply before = list({OrderKind::show, order.name, {std::string(control::parked_argument)}});
  Reply reply = co_await try_service(means, services.front(), std::move(order), std::move(before));
  co_return reply;
}

Reply Dispatch::status() const {
  const Reloads::Result& reload = staff_.reloads.last();
  return {.daemon = control::DaemonStatus{
              .version = ROUSE_VERSION,
              .pid = static_cast<std::uint64_t>(staff_.keeper),
              .since = static_cast<std::uint64_t>(staff_.ledger.since()),
              .now = static_cast<std::uint64_t>(staff_.loop.clock().wall()),
              .deaths = staff_.ledger.deaths(),
              .last_death = static_cast<std::uint64_t>(staff_.ledger.last_death()),
              .last_reload = static_cast<std::uint64_t>(reload.at),
              .stewards = staff_.ledger.stewards(),
              .news = staff_.news,
              .reload_trouble = reload.trouble,
              .configuration = staff_.configuration.files.empty() ? "" : staff_.configuration.files.front(),
          }};
}

/// Why nothing can be done about a service that is not served.
Reply Dispatch::out_of_service(const std::string& name) const {
  Reply reply = show(name);
  if (reply.outcome != Outcome::done) return reply;
  const ServiceStatus& status = reply.services.front();
  reply.outcome = Outcome::failed;
  reply.text = state_sentence(status).in_english();
  return reply;
}

/// Done is what can be done at once: a door whose port is taken opens later by itself.
Reply Dispatch::open(const std::string& name) {
  std::vector<ServiceRef> services = services_named(name);
  if (services.empty() && !residents_named(name).empty()) return has_no_door(name);
  if (services.empty()) return out_of_service(name);
  Reply reply;
  for (const ServiceRef& service : services) reply.changed |= staff_.services.unbar(service);
  reply.services = show(name).services;
  for (const ServiceStatus& status : reply.services) {
    if (status.state == control::state::failed) reply.outcome = Outcome::failed;
    if (!status.detail.empty()) reply.text = state_sentence(status).in_english();
  }
  return reply;
}

/// One that is not served has no door to close: nothing to do.
Reply Dispatch::close(const std::string& name) {
  std::vector<ServiceRef> services = services_named(name);
  if (services.empty() && !residents_named(name).empty()) return has_no_door(name);
  bool changed = false;
  for (const ServiceRef& service : services) changed |= staff_.services.bar(*service);
  Reply reply = show(name);
  reply.changed = changed;
  return reply;
}

/// As `runlevel` has always printed it: the previous one, or N, and this one.
Reply Dispatch::runlevel() const {
  if (!staff_.runlevel.present())
    return refusal(Outcome::failed, translatable("roused was not started with --runlevel"));
  return {.text = staff_.runlevel.text()};
}

/// At once: a change takes its time, and `runlevel` tells how far it is.
Reply Dispatch::enter(const std::string& level) {
  Reply reply = runlevel();
  if (reply.outcome != Outcome::done) return reply;
  auto number = whole_number(level, 5);
  if (!number || *number == 0)
    return refusal(Outcome::failed,
                   fmt::format("a runlevel to enter is one from 1 to 5, not {}", shown(level)));
  auto wanted = static_cast<int>(*number);
  bool is_other = staff_.runlevel.level() != wanted;
  if (is_other) staff_.runlevel.change(wanted);
  return {.changed = is_other, .text = staff_.runlevel.text()};
}

loop::Co<Reply> Dispatch::direct(control::Order order) {
  std::vector<std::string> ids = residents_named(order.name);
  if (ids.empty()) {
    bool on_demand = !services_named(order.name).empty();
    co_return on_demand ? is_on_demand(order.name) : out_of_service(order.name);
  }
  Reply reply = co_await direct_residents(&staff_.loop, &staff_.residents, order.kind, std::move(ids));
  co_return reply;
}

loop::Co<Reply> Dispatch::obey(control::Order order) {
  switch (order.kind) {
    case OrderKind::list:
    case OrderKind::show:
      co_return list(order);
    case OrderKind::sessions:
      co_return sessions(order.name);
    case OrderKind::kill:
      co_return kill_session(staff_.sessions, staff_.loop.clock(), order);
    case OrderKind::events: {
      Reply reply = co_await events(std::move(order));
      co_return reply;
    }
    case OrderKind::status:
      co_return status();
    case OrderKind::why: {
      Reply reply = co_await why(std::move(order));
      co_return reply;
    }
    case OrderKind::trial: {
      Reply reply = co_await try_parking(std::move(order));
      co_return reply;
    }
    case OrderKind::open:
      co_return open(order.name);
    case OrderKind::close:
      co_return close(order.name);
    case OrderKind::start:
    case OrderKind::stop:
    case OrderKind::restart: {
      Reply reply = co_await direct(std::move(order));
      co_return reply;
    }
    case OrderKind::runlevel:
      co_return runlevel();
    case OrderKind::enter:
      co_return enter(order.name);
    case OrderKind::upgrade: {
      Reply reply = co_await staff_.hand_over.ordered();
      co_return reply;
    }
    case OrderKind::reload:
      break;
  }
  Reply reply = co_await staff_.reloads.ordered();
  co_return reply;
}

}  // namespace rouse::daemon
