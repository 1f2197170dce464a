#include "listen/door.h"

#include <fmt/format.h>

#include <cstring>

#include "listen/announcement.h"
#include "listen/attendant.h"
#include "listen/inheritance.h"
#include "listen/opening.h"
#include "listen/reserve.h"
#include "listen/sessions.h"
#include "loop/sleep.h"
#include "sys/file.h"
#include "sys/socket.h"
#include "sys/stamp.h"

namespace rouse::listen {

namespace {

constexpr std::chrono::milliseconds first_retry{20};
constexpr std::chrono::milliseconds longest_retry{2000};
constexpr std::chrono::seconds broken_rest{1};

constexpr int port_attempts = 8;

/// An RPC service is where the kernel finds room for it, and from then on there: it binds that port by
/// number, so that a door which moves, or is shut for a while, keeps what rpcbind tells of it.
Result<Fd> open_rpc(Engine& engine, Service& service) {
  config::DefaultFamily family = engine.policy.default_family;
  for (int attempt = 1;; ++attempt) {
    if (service.config->port == 0) {
      Result<std::uint16_t> port = free_port(*service.config, family);
      if (!port) return std::unexpected(port.error());
      service.config = at_port(service.config, *port);
    }
    Result<Fd> door = open_door(*service.config, family);
    bool taken = !door && door.error().code == EADDRINUSE;
    if (!taken || attempt == port_attempts) return door;
    service.config = at_port(service.config, 0);
  }
}

/// xinetd's sentence first, so that log readers know it; then what it does not say.
std::string trouble_text(Engine& engine, const Service& service, const Error& error) {
  const config::ServiceConfig& config = *service.config;
  std::string out = fmt::format("bind failed ({} (errno = {})). service = {}: {}",
                                error.code == 0 ? error.text() : std::string(std::strerror(error.code)),
                                error.code, config.id, place_of(config, engine.policy.default_family));
  if (error.code == EADDRINUSE)
    out += engine.holders.text(config, engine.policy.default_family, engine.loop.now());
  if (error.code == EADDRNOTAVAIL)
    return out + "; waiting for an interface that has the address (free_bind = yes listens without one)";
  return out + (may_open_later(service) ? "; trying again until it opens" : "; the service is not served");
}

void note_trouble(Engine& engine, Service& service, const Error& error) {
  bool news = service.trouble_code != error.code;
  service.trouble_code = error.code;
  if (news) engine.log.say(log::Level::error, trouble_text(engine, service, error));
}

loop::Co<void> open_when_possible(Engine* engine, std::shared_ptr<Service> service) {
  Duration nap = first_retry;
  while (!try_open(*engine, *service)) {
    co_await loop::sleep_for(engine->loop, nap);
    nap = std::min<Duration>(nap * 2, longest_retry);
  }
}

/// With `wait = no`, too: every datagram is refused by its sender.
bool is_datagram_sensor(const config::ServiceConfig& config) {
  return config.has(config::Flag::sensor) && config.is_dgram();
}

bool keeps_socket(const Service& service) {
  return service.config->is_stream() && service.config->family != config::Family::unix_domain;
}

/// The keeper's duplicate would listen on until it is closed, too; a server that has the door keeps it, and
/// nobody else.
void give_up_deposit(Engine& engine, Service& service) {
  if (!service.deposit) return;
  bool lent = service.config->wait && service.running > 0;
  if (engine.doors_stay && !lent) return service.deposit.reset();
  if (keeps_socket(service) && !lent) (void)sys::shutdown_both(service.door->raw());
  engine.custody->drop(*std::exchange(service.deposit, std::nullopt));
}

/// The door of a steward of before, if there is one where the service listens.
std::optional<Fd> inherit(Engine& engine, Service& service) {
  if (engine.inheritance == nullptr || engine.inheritance->size() == 0) return std::nullopt;
  if (service.config->is(config::Type::rpc)) {
    auto port = static_cast<std::uint16_t>(service.record->rpc_port);
    if (port == 0) port = engine.inheritance->rpc_port(*service.config, engine.policy.default_family);
    if (port == 0) return std::nullopt;
    service.config = at_port(service.config, port);
  }
  auto door = engine.inheritance->take(*service.config, engine.policy.default_family);
  if (!door) return std::nullopt;
  bool fits = refit_door(door->fd.raw(), *service.config, is_resting(engine, service)).has_value();
  if (fits) {
    service.deposit = door->number;
    return std::move(door->fd);
  }
  if (keeps_socket(service)) (void)sys::shutdown_both(door->fd.raw());
  engine.custody->drop(door->number);
  return std::nullopt;
}

Result<Fd> open_anew(Engine& engine, Service& service) {
  return service.config->is(config::Type::rpc) ? open_rpc(engine, service)
                                               : open_door(*service.config, engine.policy.default_family);
}

/// TCP doors stay bound while they are shut, so that nobody takes the port; others are closed and opened
/// anew.
void reopen(Engine& engine, Service& service) {
  bool listening = service.door && sys::listen(service.door->raw(), backlog);
  if (!listening) shut(engine, service);
  if (listening) service.state = DoorState::active;
  bool open = listening || try_open(engine, service);
  engine.log.error(
      fmt::format("{} service {}", open ? "Activating" : "Error activating", service.config->name));
}

/// Somebody shut a door down: it is closed, and after a rest opened anew.
loop::Co<void> replace(Engine* engine, std::shared_ptr<Service> service) {
  engine->log.error(fmt::format(
      "{}: the door does not listen any more (somebody shut it down); opening it anew", service->id()));
  shut(*engine, *service);
  co_await loop::sleep_for(engine->loop, broken_rest);
}

/// What a serve_... that came back has left: a paused door waits, a broken one is closed, and told.
loop::Co<void> recover(Engine* engine, std::shared_ptr<Service> service) {
  if (service->state == DoorState::paused) {
    if (!keeps_socket(*service)) shut(*engine, *service);
    service->state = DoorState::paused;
    co_await loop::sleep_until(engine->loop, service->record->paused_until);
    reopen(*engine, *service);
    co_return;
  }
  co_await replace(engine, service);
}

/// The wait of a service without a door; its own task, so it outlives the wait.
loop::Task sit_out(Engine* engine, Service* service) {
  co_await loop::sleep_until(engine->loop, service->record->paused_until);
  service->state = DoorState::doorless;
  engine->log.error(fmt::format("Activating service {}", service->config->name));
}

}  // namespace

bool may_open_later(const Service& service) {
  return service.trouble_code == EADDRINUSE || service.trouble_code == EADDRNOTAVAIL ||
         service.trouble_code == EMFILE || service.trouble_code == ENFILE;
}

bool try_open(Engine& engine, Service& service) {
  std::optional<Fd> inherited = inherit(engine, service);
  Result<Fd> socket = inherited ? Result<Fd>(std::move(*inherited)) : open_anew(engine, service);
  if (socket && fewer_descriptors_than(engine, door_reserve)) socket = failed("socket", EMFILE, service.id());
  if (!socket) {
    note_trouble(engine, service, socket.error());
    service.state = may_open_later(service) ? DoorState::retrying : DoorState::closed;
    return false;
  }
  if (service.trouble_code != 0) {
    engine.log.say(log::Level::notice, fmt::format("{}: {} is open now", service.id(),
                                                   place_of(*service.config, engine.policy.default_family)));
  }
  service.trouble_code = 0;
  service.door.emplace(engine.loop, std::move(*socket));
  if (engine.custody != nullptr && !service.deposit)
    service.deposit = engine.custody->keep(service.door->raw());
  if (service.config->is(config::Type::rpc)) service.record->rpc_port = service.config->port;
  if (service.config->family == config::Family::unix_domain) {
    service.unix_file = sys::stamp_of(service.config->unix_path).value_or(sys::FileStamp{});
  } else {
    service.opened_at = endpoint_of(*service.config, engine.policy.default_family);
  }
  service.state = is_resting(engine, service) ? DoorState::paused : DoorState::active;
  announce(engine, service);
  return true;
}

bool is_resting(const Engine& engine, const Service& service) {
  return service.record->paused_until > engine.loop.now();
}

void pause(Engine& engine, Service& service) {
  if (service.state == DoorState::paused) return;
  const config::ServiceConfig& config = *service.config;
  engine.log.say(
      log::Level::error,
      fmt::format("Deactivating service {} due to excessive incoming connections.  Restarting in {} seconds.",
                  config.name, config.cps.wait_s));
  service.state = DoorState::paused;
  service.record->paused_until = engine.loop.now() + std::chrono::seconds(config.cps.wait_s);
  // Not a datagram socket: it would be shut for good.
  if (service.door && config.is_stream()) (void)sys::shutdown_both(service.door->raw());
  if (config.is_muxed()) service.work.start(sit_out(&engine, &service));
}

void shut(Engine& engine, Service& service) {
  if (!service.door) return;
  service.registrations.reset();
  give_up_deposit(engine, service);
  service.door.reset();
  service.state = DoorState::closed;
  const std::string& path = service.config->unix_path;
  if (path.empty() || engine.doors_stay) return;
  Result<sys::FileStamp> now = sys::stamp_of(path);
  if (now && now->same_file(service.unix_file)) (void)sys::unlink(path);  // gone already is as good
}

loop::Task attend_door(Engine* engine, Admission* admission, std::shared_ptr<Service> service) {
  for (;;) {
    if (!service->door && service->state != DoorState::paused) {
      co_await open_when_possible(engine, service);
    }
    if (service->state == DoorState::paused) {
      co_await recover(engine, service);
      continue;
    }
    if (service->config->wait || is_datagram_sensor(*service->config)) {
      co_await serve_waiting(engine, admission, service);
    } else {
      co_await serve_stream(engine, admission, service);
    }
    co_await recover(engine, service);
  }
}

loop::Task lend_door(Engine* engine, std::shared_ptr<Service> service) {
  for (;;) {
    if (!service->door) {
      co_await open_when_possible(engine, service);
    }
    service->state = DoorState::lent;
    engine->attendant->serve(service);
    co_await service->given_back.raised();
    engine->attendant->withdraw(*service, false);
    co_await replace(engine, service);
  }
}

}  // namespace rouse::listen
