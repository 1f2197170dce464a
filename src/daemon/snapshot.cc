#include "daemon/snapshot.h"

#include <algorithm>

#include "listen/door.h"

namespace rouse::daemon {

namespace {

std::string_view state_word(listen::DoorState state) {
  switch (state) {
    case listen::DoorState::active:
      return "Active";
    case listen::DoorState::suspended:
      return "Suspended";
    case listen::DoorState::paused:
      return "Disabled";
    case listen::DoorState::retrying:
    case listen::DoorState::closed:
      return "Not started";
  }
  return "Not started";
}

ServiceState state_of(const listen::Service& service) {
  bool open = service.state == listen::DoorState::active || service.state == listen::DoorState::suspended;
  return {service.config, state_word(service.state), open, service.running,
          service.door ? service.door->raw() : -1};
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
  out.config_file = scene.config_path;
  out.process_limit = scene.policy.process_limit;
  out.max_descriptors = scene.policy.descriptor_limit;
  std::uint64_t held = out.services.size() + out.servers.size() + listen::descriptor_reserve;
  out.descriptors_free = out.max_descriptors - std::min(out.max_descriptors, held);
  return out;
}

}  // namespace rouse::daemon
