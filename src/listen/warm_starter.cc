#include "listen/warm_starter.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sys/process.h"
#include "sys/socket.h"

namespace rouse::listen {

warm::Habits habits_of(const config::ServiceConfig& config) {
  const config::Parking& parking = config.parking;
  warm::Habits out{};
  out.at_io = parking.point == config::ParkPoint::io;
  out.prestart = parking.prestart;
  out.start_timeout = std::chrono::milliseconds(parking.timeout_ms);
  out.callers_most = parking.refresh_callers;
  out.watched = parking.watch;
  if (parking.refresh_ms) out.age_most = std::chrono::milliseconds(*parking.refresh_ms);
  if (config.idle_timeout_s) out.idle_most = std::chrono::seconds(*config.idle_timeout_s);
  return out;
}

WarmStarter::WarmStarter(const Means& means)
    : means_(means), parks_({means.loop, means.log, means.births, warm::memory_of}, *this) {
  means_.sessions.tell_of_forked(*this);
}

Result<void> WarmStarter::answer(Place place, Fd& caller, const net::Endpoint& peer,
                                 const std::optional<std::string>& user) {
  bool is_warm = place.service()->config->is_warm();
  warm::Tag tag = is_warm ? ++last_tag_ : 0;
  Instant began = means_.loop.clock().now();
  if (tag == 0 || !give(place, caller, peer, tag))
    return means_.sessions.answer(std::move(place), caller, peer, user);
  given_.emplace(tag, Given{std::move(place), std::move(caller), user, began});
  return {};
}

/// In the book first: whichever of the two dies, he is known.
bool WarmStarter::give(const Place& place, const Fd& caller, const net::Endpoint& peer, warm::Tag tag) {
  const Service& service = *place.service();
  process::SlotNumber slot = place.slot();
  if (slot == process::no_slot) return false;
  std::optional<process::DepositNumber> park = parks_.waiting(service.id());
  if (!park) return false;
  begin_slot(means_.book.slot(slot), peer, means_.loop);
  net::Endpoint local = sys::local_of(caller.raw()).value_or(net::Endpoint{});
  means_.book.give(slot, tag, *park);
  if (parks_.give(service.id(), tag, caller_environment(peer, local), caller.raw())) return true;
  means_.book.take_back(slot);
  return false;
}

std::optional<WarmStarter::Given> WarmStarter::take(warm::Tag tag) {
  auto found = given_.find(tag);
  if (found == given_.end()) return std::nullopt;
  Given given = std::move(found->second);
  given_.erase(found);
  return given;
}

void WarmStarter::is_served(warm::Tag tag, pid_t pid) {
  std::optional<Given> given = take(tag);
  if (given) means_.sessions.take_in(std::move(given->place), given->caller, given->user, pid, given->at);
}

void WarmStarter::is_left(warm::Tag tag) {
  std::optional<Given> given = take(tag);
  if (!given) return;
  means_.book.take_back(given->place.slot());
  std::string id = given->place.service()->id();
  net::Endpoint peer = given->place.caller();
  if (!given->caller)
    return means_.log.error(fmt::format("{} lost a caller, {}, on his way to a server", id, peer.text()));
  Result<void> started = means_.sessions.answer(std::move(given->place), given->caller, peer, given->user);
  if (!started) means_.log.error(fmt::format("{}: fork failed: {}", id, started.error().text()));
}

void WarmStarter::forked_ended(const Service& service, process::DepositNumber park,
                               const process::Ending& ending) {
  parks_.child_ended(service.id(), park, ending.pid, ending.wait_status);
}

void WarmStarter::adopt_callers(const std::vector<std::shared_ptr<Service>>& services, Places& places) {
  for (process::SlotNumber number : means_.book.awaited()) {
    process::Slot& slot = means_.book.slot(number);
    auto is_its = [&slot](const auto& service) { return process::key_of(service->id()) == slot.service_key; };
    auto service = std::ranges::find_if(services, is_its);
    warm::Tag tag = slot.given_as;
    last_tag_ = std::max(last_tag_, tag);
    if (service == services.end()) {
      means_.log.error(fmt::format("{} is not served any more; it lost a caller, {}, on his way to a server",
                                   slot.service.data(), slot.peer.text()));
      means_.book.retract(number);
      continue;
    }
    Place place = Place::of_arriving(places, *service, slot.peer, number);
    given_.emplace(tag, Given{std::move(place), Fd(), std::nullopt, means_.loop.clock().now()});
  }
}

void WarmStarter::adopt(const std::vector<std::shared_ptr<Service>>& services, Places& places,
                        Inheritance& inheritance) {
  adopt_callers(services, places);
  std::vector<process::SlotNumber> awaited = means_.book.awaited();
  for (process::SlotNumber number : means_.book.occupied()) {
    const process::Slot& slot = means_.book.slot(number);
    Fd near = slot.owner == process::Owner::park ? inheritance.take(slot.park) : Fd();
    if (!near) continue;
    std::vector<warm::Tag> tags;
    for (process::SlotNumber each : awaited) {
      if (means_.book.slot(each).park == slot.park) tags.push_back(means_.book.slot(each).given_as);
    }
    Fd pidfd = sys::pidfd_open(slot.pid).value_or(Fd());
    if (slot.state != process::SlotState::running)
      pidfd.reset();  // it has ended, and the pid may be another's
    warm::Birth birth{.child = {slot.pid, std::move(pidfd)}, .kept = slot.park};
    parks_.inherit(slot.service.data(), std::move(near), std::move(birth), tags);
    std::erase_if(awaited,
                  [&](process::SlotNumber each) { return means_.book.slot(each).park == slot.park; });
  }
  for (process::SlotNumber number : awaited) is_left(means_.book.slot(number).given_as);
}

void WarmStarter::apply(const std::vector<std::shared_ptr<Service>>& services,
                        std::optional<std::uint64_t> bytes_most) {
  std::vector<std::string> ids;
  for (const std::shared_ptr<Service>& service : services) {
    if (!service->config->is_warm()) continue;
    ids.push_back(service->id());
    parks_.apply(service->id(), service->recipe, habits_of(*service->config));
    parks_.count_in(service->id(), service->record->tally.parks);
  }
  parks_.retain(ids);
  parks_.limit_memory(bytes_most);
}

}  // namespace rouse::listen
