// What xinetd's language means, and what would be wiser.
#include <fmt/format.h>

#include "config/validate.h"

namespace rouse::config {

namespace {

/// An address to which anybody on the Internet could send; `address` is IPv6.
bool is_public(const net::Address& address) {
  bool unique_local = (address.bytes()[0] & 0xfe) == 0xfc;
  bool link_local = address.bytes()[0] == 0xfe && (address.bytes()[1] & 0xc0) == 0x80;
  return !unique_local && !link_local && !address.is_loopback() && !address.is_mapped();
}

bool faces_the_internet(const ServiceConfig& service, DefaultFamily default_family) {
  if (service.only_from || service.has(Flag::sensor)) return false;
  if (service.bind)
    return service.bind_address && service.bind_address->is_v6() && is_public(*service.bind_address);
  return service.family == Family::ipv6 ||
         (service.family == Family::automatic && default_family == DefaultFamily::dual);
}

}  // namespace

/// Once for all services that have their limit from defaults.
void Validator::recommend_prefix(const Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool alone = service.per_source && !service.wait && service.per_source_prefix == ipv6_bits;
  if (!alone || !faces_the_internet(service, defaults_.default_family)) return;
  bool own = draft.has(Attribute::per_source);
  if (!own && std::exchange(recommended_for_defaults_, true)) return;
  reporter_.say(
      Severity::note, (own ? draft : defaults_).at(Attribute::per_source),
      "per_source counts each IPv6 address alone, and whoever calls from the Internet has 2^64 of them; "
      "per_source_prefix = 64 would count his network");
}

void Validator::warn_of_idle_free_bind(const Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool bound = service.bind && service.family != Family::unix_domain;
  if (!draft.has(Attribute::free_bind) || !service.free_bind || bound) return;
  reporter_.say(Severity::warning, draft.at(Attribute::free_bind),
                "free_bind does nothing without an address in bind");
}

}  // namespace rouse::config
