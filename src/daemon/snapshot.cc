#include "daemon/snapshot.h"

#include <fmt/format.h>

#include "listen/reserve.h"
#include "sys/file.h"
#include "sys/queue.h"

namespace rouse::daemon {

namespace {

std::string_view state_word(listen::DoorState state) {
  switch (state) {
    case listen::DoorState::active:
    case listen::DoorState::lent:
      return "Active";
    case listen::DoorState::suspended:
      return "Suspended";
    case listen::DoorState::paused:
    case listen::DoorState::barred:
      return "Disabled";
    case listen::DoorState::retrying:
    case listen::DoorState::closed:
    case listen::DoorState::doorless:  // xinetd's word for it
      return "Not started";
  }
  return "Not started";
}

/// Whom the filter of a wait = yes stream door refuses, the kernel counts and nobody logs.
std::optional<std::uint32_t> filtered(const listen::Service& service) {
  const config::ServiceConfig& config = *service.config;
  bool has_filter = config.wait && config.is_stream() && (config.only_from || !config.no_access.empty());
  if (!has_filter || !service.door) return std::nullopt;
  Result<std::uint32_t> dropped = sys::drop_count(service.door->raw());
  return dropped ? std::optional(*dropped) : std::nullopt;
}

ServiceState state_of(const listen::Service& service) {
  using listen::DoorState;
  bool open = service.state == DoorState::active || service.state == DoorState::suspended ||
              service.state == DoorState::lent;
  int descriptor = service.door ? service.door->raw() : -1;
  return {service.config, state_word(service.state), open, service.running, descriptor, filtered(service)};
}

}  // namespace

Snapshot take_snapshot(const Scene& scene, const Clock& clock) {
  Snapshot out;
  out.version = ROUSE_VERSION;
  out.now = clock.wall();
  out.defaults = &scene.defaults;
  for (const auto& service : scene.services.all()) out.services.push_back(state_of(*service));
  for (const listen::Session& session : scene.sessions.all()) {
    if (session.service())
      out.servers.push_back({session.service()->id(), session.pid, session.started_wall, session.peer});
  }
  out.residents = scene.residents.reports();
  out.config_file = scene.config_path;
  out.process_limit = scene.policy.process_limit;
  out.max_descriptors = scene.policy.descriptor_limit;
  out.descriptors_free = listen::descriptors_free(scene.policy.descriptor_limit);
  return out;
}

void append_dump(const Scene& scene, const Clock& clock, log::DaemonLog& log) {
  Result<Fd> file = sys::open_append(std::string(dump_path));
  if (!file) return log.error(fmt::format("no state dump: {}", file.error().text()));
  Result<void> written = sys::write_all(file->raw(), dump_text(take_snapshot(scene, clock)));
  if (written) return log.info(fmt::format("generated state dump in file {}", dump_path));
  log.error(fmt::format("no state dump in {}: {}", dump_path, written.error().text()));
}

}  // namespace rouse::daemon
