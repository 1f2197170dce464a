#include "listen/announcement.h"

#include "sys/socket.h"

namespace rouse::listen {

namespace {

struct Families {
  bool ipv4 = false;
  bool ipv6 = false;
};

/// Who can reach a door at `at`.
Families families_at(const net::Address& at, bool v6only) {
  if (at.unmapped().is_v4()) return {.ipv4 = true};
  return {.ipv4 = at.is_any() && !v6only, .ipv6 = true};
}

}  // namespace

std::vector<rpc::Registration> registrations_of(const config::ServiceConfig& service,
                                                const net::Endpoint& at) {
  std::vector<rpc::Registration> out;
  if (!service.is(config::Type::rpc)) return out;
  std::string transport = service.is_stream() ? "tcp" : "udp";
  Families reached = families_at(at.address, service.v6only);
  for (std::uint32_t version = service.rpc->version_from; version <= service.rpc->version_to; ++version) {
    std::uint32_t program = service.rpc->program;
    if (reached.ipv4) out.push_back({program, version, transport, rpc::universal_address(false, at.port)});
    if (reached.ipv6)
      out.push_back({program, version, transport + "6", rpc::universal_address(true, at.port)});
  }
  return out;
}

void announce(Engine& engine, Service& service) {
  if (!service.config->is(config::Type::rpc)) return;
  Result<net::Endpoint> at = sys::local_of(service.door->raw());
  if (!at) return;
  if (!service.registrations) service.registrations.emplace(*engine.registrar, service.id());
  service.registrations->are(registrations_of(*service.config, *at));
}

}  // namespace rouse::listen
