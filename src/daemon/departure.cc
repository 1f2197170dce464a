#include "daemon/departure.h"

#include <csignal>

#include "daemon/service_manager.h"
#include "listen/place.h"

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

loop::Co<void> see_off_callers(listen::Engine* engine, Instant deadline) {
  engine->makes_room = true;
  while (engine->places.arriving() > 0 && engine->loop.now() < deadline) {
    co_await engine->places.settled().raised_until(deadline);
  }
}

loop::Co<void> depart(Departure from, bool at_term, Duration patience) {
  listen::Engine& engine = from.engine;
  if (manager_keeps_doors()) {
    co_await see_off_callers(&engine, engine.loop.now() + room_patience);
    engine.doors_stay = true;
  }
  Instant deadline = engine.loop.now() + patience;
  std::vector<ServiceRef> killed;
  if (at_term) killed = rpc_services(from.services);
  for (const ServiceRef& service : killed) from.sessions.signal_all(*service, SIGKILL);
  from.services.close_all(at_term);
  co_await engine.registrar->settled(deadline);
  co_await from.attendant.dismiss(at_term, deadline);
  co_await outlive(std::move(killed), deadline);
  co_await from.keeper.settled(deadline);
}

}  // namespace rouse::daemon
