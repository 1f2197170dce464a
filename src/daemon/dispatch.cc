#include "daemon/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "daemon/resident_orders.h"
#include "daemon/service_status.h"
#include "listen/runnable.h"

namespace rouse::daemon {

namespace {

using control::OrderKind;
using control::Outcome;
using control::Reply;
using control::ServiceStatus;
using ServiceRef = std::shared_ptr<listen::Service>;

constexpr std::size_t name_shown_bytes = 100;

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

/// Those in operation, those that cannot be, those that shall not be.
std::vector<ServiceStatus> Dispatch::statuses() const {
  std::vector<ServiceStatus> out;
  std::set<std::string> told;
  for (const ServiceRef& service : staff_.services.all()) {
    out.push_back(status_of(*service, staff_.policy.default_family));
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
  for (const ServiceRef& service : services_named(name))
    reply.services.push_back(status_of(*service, staff_.policy.default_family));
  for (const std::string& id : residents_named(name)) {
    if (auto resident = staff_.residents.report(id)) reply.services.push_back(status_of(*resident));
  }
  if (!reply.services.empty()) return reply;
  std::ranges::copy_if(statuses(), std::back_inserter(reply.services),
                       [&](const ServiceStatus& status) { return status.name == name; });
  if (!reply.services.empty()) return reply;
  return refusal(Outcome::no_such_service,
                 control::about(control::sentence::no_such_service, shown(name)).in_english());
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
  staff_.runlevel.change(static_cast<int>(*number));
  return {.changed = true, .text = staff_.runlevel.text()};
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

Reply Dispatch::status() const {
  Reply reply;
  reply.daemon = control::DaemonStatus{.version = ROUSE_VERSION,
                                       .pid = static_cast<std::uint64_t>(staff_.daemon),
                                       .stewards = staff_.ledger.stewards(),
                                       .news = staff_.news};
  return reply;
}

loop::Co<Reply> Dispatch::obey(control::Order order) {
  switch (order.kind) {
    case OrderKind::list:
      co_return Reply{.services = statuses()};
    case OrderKind::show:
      co_return show(order.name);
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
    case OrderKind::status:
      co_return status();
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
