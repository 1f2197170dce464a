#include "daemon/departure.h"

#include <csignal>

namespace rouse::daemon {

namespace {

using ServiceRef = std::shared_ptr<listen::Service>;

std::vector<ServiceRef> rpc_services(const listen::Services& services) {
  std::vector<ServiceRef> out;
  for (const ServiceRef& service : services.all()) {
    if (service->config->is(config::Type::rpc)) out.push_back(service);
  }
  return out;
}

/// Until they have no server any more, so that their ends are logged.
loop::Co<void> outlive(std::vector<ServiceRef> killed, Instant deadline) {
  for (const ServiceRef& service : killed) {
    while (service->running > 0) {
      bool ended = co_await service->ended.raised_until(deadline);
      if (!ended) co_return;
    }
  }
}

}  // namespace

loop::Co<void> depart(Departure from, bool at_term, Instant deadline) {
  std::vector<ServiceRef> killed;
  if (at_term) killed = rpc_services(from.services);
  for (const ServiceRef& service : killed) from.sessions.signal_all(*service, SIGKILL);
  from.services.close_all();
  co_await from.registrar.settled(deadline);
  co_await from.attendant.dismiss(deadline);
  co_await outlive(std::move(killed), deadline);
}

}  // namespace rouse::daemon
