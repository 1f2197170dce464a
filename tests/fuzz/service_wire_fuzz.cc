// Any bytes as what the attendant is told of a service: they are nothing, or a service that stays the same
// however often it crosses. And any lines as those of an entry: whatever they say that the gate asks for
// crosses whole.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "attend/service_wire.h"
#include "fakes/reading.h"

using rouse::attend::AttendedService;
using rouse::config::ServiceConfig;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void expect_same_again(const AttendedService& service) {
  if (service.config.max_load && std::isnan(*service.config.max_load)) return;  // it is not even its own
  std::optional<AttendedService> again = rouse::attend::decode(rouse::attend::encode(service));
  expect(again && again->config == service.config && again->banners == service.banners &&
         again->asks_wrap == service.asks_wrap && again->mux_names == service.mux_names);
}

void expect_same_for_the_gate(const ServiceConfig& a, const ServiceConfig& b) {
  expect(a.id == b.id && a.type == b.type && a.flags == b.flags && a.port == b.port);
  expect(a.only_from == b.only_from && a.no_access == b.no_access && a.access_times == b.access_times);
  expect(a.instances == b.instances && a.per_source == b.per_source && a.cps == b.cps);
  expect(a.max_load == b.max_load && a.timeout_s == b.timeout_s && a.forward_confirm == b.forward_confirm);
  expect(a.redirect.has_value() == b.redirect.has_value() && a.redirect_source == b.redirect_source);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (std::optional<AttendedService> service = rouse::attend::decode(input)) expect_same_again(*service);

  rouse::fakes::MemoryWorld world;
  world.check_only = true;
  for (const rouse::config::ServicePtr& service :
       rouse::fakes::read_in(world, rouse::fakes::service_with(input)).configuration.services) {
    AttendedService sent;
    sent.config = *service;
    sent.banners = {"hello", "", "bye"};
    std::optional<AttendedService> arrived = rouse::attend::decode(rouse::attend::encode(sent));
    expect(arrived.has_value());
    expect_same_for_the_gate(arrived->config, *service);
    expect_same_again(*arrived);
  }
  return 0;
}
