#include "listen/prospect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "config/origins.h"
#include "listen/opening.h"
#include "listen/runnable.h"

namespace rouse::listen {

namespace {

using access::Step;
using access::Word;
using std::chrono::seconds;

bool is_local(const Service& service) { return service.config->family == config::Family::unix_domain; }

net::Address door_address(const Engine& engine, const Service& service) {
  return service.door ? service.opened_at.address
                      : endpoint_of(*service.config, engine.policy.default_family).address;
}

net::Address mapped(const net::Address& v4) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[10] = bytes[11] = 0xff;
  std::copy_n(v4.bytes().begin(), 4, bytes.begin() + 12);
  return net::Address::v6(bytes);
}

bool can_reach(const Engine& engine, const Service& service, const net::Address& caller) {
  if (is_local(service) || service.config->is_muxed()) return true;
  return door_address(engine, service).is_v6() == caller.is_v6();
}

Step step(const Service& service, Word word, Sentence why) {
  return {.rule = "door",
          .word = word,
          .why = std::move(why),
          .place = fmt::format("{}:{}", service.config->file, service.config->line)};
}

Step resting(const Service& service, Instant at) {
  auto left = std::chrono::ceil<seconds>(service.record->paused_until - at);
  Step out = step(service, Word::refuses,
                  {translatable("it rests for another {}, because more calls came than cps allows"),
                   {access::span_text(left)}});
  out.reason = access::Reason::cps;
  std::string place = config::origin_of(*service.config, config::Sourced::cps);
  if (!place.empty()) out.place = place;
  return out;
}

Sentence open_sentence(const Engine& engine, const Service& service) {
  const config::ServiceConfig& config = *service.config;
  if (config.is_muxed()) return {translatable("it has none: who was let in at tcpmux names it there")};
  std::string place = place_of(config, engine.policy.default_family);
  if (service.state == DoorState::suspended)
    return {translatable("{} is open; a server runs (wait = yes) and takes callers itself, unasked: what "
                         "follows is for who comes after its end"),
            {place}};
  if (accepts_itself(config))
    return {translatable("{} is open; its server takes callers itself, and whom the lists refuse is kept out "
                         "without a word in the log"),
            {place}};
  if (is_local(service)) return {translatable("{} is open; its callers have no address"), {place}};
  return {translatable("{} is open"), {place}};
}

}  // namespace

net::Address seen_at_door(const Engine& engine, const Service& service, const net::Address& caller) {
  if (is_local(service)) return net::Address::local();
  if (service.config->is_muxed()) return caller;
  net::Address plain = caller.unmapped();
  bool is_dual = door_address(engine, service).is_v6() && !service.config->v6only;
  return plain.is_v4() && is_dual ? mapped(plain) : plain;
}

Step door_step(const Engine& engine, const Service& service, const net::Address& caller, Instant at) {
  const config::ServiceConfig& config = *service.config;
  if (service.state == DoorState::barred)
    return step(service, Word::refuses,
                {translatable("it is closed by order, until `rouse open {}` or a restart of the daemon"),
                 {config.id}});
  if (service.state == DoorState::retrying || service.state == DoorState::closed)
    return step(service, Word::refuses,
                {translatable("it could not be opened: {}"),
                 {service.trouble_code == 0 ? "the log says why" : std::strerror(service.trouble_code)}});
  bool rests = service.state == DoorState::paused && !config.is_muxed();
  if (rests && at < service.record->paused_until) return resting(service, at);
  if (!can_reach(engine, service, caller))
    return step(service, Word::refuses,
                {translatable("{} cannot be reached from {}"),
                 {place_of(config, engine.policy.default_family), caller.text()}});
  return step(service, Word::admits, open_sentence(engine, service));
}

}  // namespace rouse::listen
