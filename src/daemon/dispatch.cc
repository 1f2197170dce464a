#include "daemon/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
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

}  // namespace

/// Those whose id it is; else all entries for the service of that name (of tcp and of udp, say).
std::vector<ServiceRef> Dispatch::named(const std::string& name) const {
  std::vector<ServiceRef> out;
  std::ranges::copy_if(staff_.services.all(), std::back_inserter(out),
                       [&](const ServiceRef& service) { return service->id() == name; });
  if (!out.empty()) return out;
  std::ranges::copy_if(staff_.services.all(), std::back_inserter(out),
                       [&](const ServiceRef& service) { return service->config->name == name; });
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
  for (const config::ServicePtr& service : staff_.configuration.services) {
    if (told.contains(service->id)) continue;
    out.push_back(status_of(*service, listen::not_runnable(*service, staff_.access_files)
                                          .value_or("it cannot be served; the log says why")));
  }
  for (const config::Dropped& dropped : staff_.configuration.dropped) out.push_back(status_of(dropped));
  return out;
}

Reply Dispatch::show(const std::string& name) const {
  Reply reply;
  for (const ServiceRef& service : named(name))
    reply.services.push_back(status_of(*service, staff_.policy.default_family));
  if (!reply.services.empty()) return reply;
  std::ranges::copy_if(statuses(), std::back_inserter(reply.services),
                       [&](const ServiceStatus& status) { return status.name == name; });
  if (!reply.services.empty()) return reply;
  return refusal(Outcome::no_such_service, fmt::format("no service is called {}", shown(name)));
}

/// Done is what can be done at once: a door whose port is taken opens later by itself.
Reply Dispatch::open(const std::string& name) {
  std::vector<ServiceRef> services = named(name);
  Reply reply = show(name);
  if (services.empty() && reply.outcome == Outcome::done) {
    reply.outcome = Outcome::failed;
    reply.text =
        fmt::format("{} is {}: {}", shown(name), reply.services.front().state, reply.services.front().detail);
  }
  if (services.empty()) return reply;
  for (const ServiceRef& service : services) reply.changed |= staff_.services.unbar(service);
  reply.services = show(name).services;
  for (const ServiceStatus& status : reply.services) {
    if (status.state == control::state::failed) reply.outcome = Outcome::failed;
    if (!status.detail.empty())
      reply.text = fmt::format("{} is {}: {}", status.name, status.state, status.detail);
  }
  return reply;
}

/// One that is not served has no door to close: nothing to do.
Reply Dispatch::close(const std::string& name) {
  bool changed = false;
  for (const ServiceRef& service : named(name)) changed |= staff_.services.bar(*service);
  Reply reply = show(name);
  reply.changed = changed;
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
    case OrderKind::reload:
      break;
  }
  Reply reply = co_await staff_.reloads.ordered();
  co_return reply;
}

}  // namespace rouse::daemon
