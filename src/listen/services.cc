#include "listen/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <unordered_map>
#include <unordered_set>

#include "listen/announcement.h"
#include "listen/attendant.h"
#include "listen/door.h"
#include "listen/identities.h"
#include "listen/log_plan.h"
#include "listen/opening.h"
#include "listen/sessions.h"
#include "listen/warm_starter.h"
#include "process/server_groups.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

using config::ServiceConfig;
using config::ServicePtr;
using ServiceRef = std::shared_ptr<Service>;

/// The services of before, found by identity; of several with one identity, the one with the same door first.
class Before {
 public:
  Before(const std::vector<ServiceRef>& services, config::DefaultFamily default_family)
      : default_family_(default_family) {
    for (const ServiceRef& service : services) by_identity_[identity_of(*service->config)].push_back(service);
  }

  ServiceRef take(const ServiceConfig& wanted) {
    auto found = by_identity_.find(identity_of(wanted));
    if (found == by_identity_.end() || found->second.empty()) return nullptr;
    std::vector<ServiceRef>& candidates = found->second;
    auto best = std::ranges::find_if(candidates, [&](const ServiceRef& s) {
      return door_stays({s->config, s->opened_at}, wanted, default_family_);
    });
    if (best == candidates.end()) best = candidates.begin();
    ServiceRef service = *best;
    candidates.erase(best);
    return service;
  }

  std::vector<ServiceRef> left() const {
    std::vector<ServiceRef> out;
    for (const auto& [identity, services] : by_identity_)
      out.insert(out.end(), services.begin(), services.end());
    return out;
  }

 private:
  config::DefaultFamily default_family_;
  std::unordered_map<std::string, std::vector<ServiceRef>> by_identity_;
};

/// Entries that stand in the files and have something wrong with them.
std::unordered_set<std::string> names_of_dropped(const config::Configuration& configuration) {
  std::unordered_set<std::string> out;
  for (const config::Dropped& dropped : configuration.dropped) {
    if (!dropped.by_choice) out.insert(dropped.id);
  }
  return out;
}

/// The attendant lets go of a door a little later: whoever gets the port next need not wait for that. (A
/// datagram port can be bound twice.)
void free_port_of_attended(const Service& service) {
  bool stream = service.config->is_stream();
  if (service.door && stream && is_attended(*service.config)) (void)sys::shutdown_both(service.door->raw());
}

bool same_hands(const ServiceConfig& now, const ServiceConfig& wanted) {
  return now.is_muxed() == wanted.is_muxed() && is_attended(now) == is_attended(wanted);
}

/// Does what `service` has now, a door or none, serve `wanted`?
bool stays_open(const Service& service, const ServiceConfig& wanted, config::DefaultFamily default_family) {
  if (wanted.is_muxed()) return service.state == DoorState::paused || service.state == DoorState::doorless;
  bool closed_for_now = service.state == DoorState::paused || service.state == DoorState::barred;
  if (!service.door) return closed_for_now;  // it will be opened as it is wanted then
  return door_stays({service.config, service.opened_at}, wanted, default_family);
}

/// Whether what starts of one took tells what starts of the other take.
bool starts_alike(const ServiceConfig& one, const ServiceConfig& other) {
  return one.server == other.server && one.argv == other.argv && one.parking.point == other.parking.point;
}

}  // namespace

std::string identity_of(const ServiceConfig& s) {
  using config::Type;
  bool rpc = s.is(Type::rpc);
  return fmt::format("{}\n{}{}{}{} {} {} {} {}", s.id, s.is(Type::unlisted), s.is(Type::internal), rpc,
                     s.wait, static_cast<int>(s.socket_type), s.protocol, rpc ? s.rpc->program : s.port,
                     s.unix_path);
}

bool door_stays(const OpenDoor& open, const ServiceConfig& wanted, config::DefaultFamily default_family) {
  using config::Flag;
  const ServiceConfig& now = *open.config;
  bool same_socket = now.family == wanted.family && now.v6only == wanted.v6only &&
                     now.has(Flag::nodelay) == wanted.has(Flag::nodelay) &&
                     now.has(Flag::keepalive) == wanted.has(Flag::keepalive);
  if (!same_socket) return false;
  if (wanted.family == config::Family::unix_domain) return now.unix_path == wanted.unix_path;
  return open.at.address == endpoint_of(wanted, default_family).address;
}

Services::Services(Engine& engine, log::Logs& logs, process::BaseEnvironment environment,
                   process::DaemonLimits limits)
    : engine_(engine),
      logs_(logs),
      admission_(engine),
      environment_(std::move(environment)),
      limits_(limits) {}

bool Services::can_run(const ServiceConfig& service) {
  auto why = not_runnable(service, files_);
  if (why) {
    engine_.log.say(log::Level::error, fmt::format("{}: not served: {} [file={}] [line={}]", service.id, *why,
                                                   service.file, service.line));
    return false;
  }
  return has_its_attendant(service);
}

/// What needs the attendant is not served without one; USERID is only less of a log.
bool Services::has_its_attendant(const ServiceConfig& service) {
  bool needed = is_attended(service) || service.has(config::Flag::idonly);
  if (!needed && !asks_about_callers(service)) return true;
  if (!obstacle_) return true;
  if (needed) {
    engine_.log.error(fmt::format("{}: not served: {}", service.id, *obstacle_));
    return false;
  }
  if (!std::exchange(told_about_ident_, true)) {
    engine_.log.warning(fmt::format("{}: served, but logged without USERID (said once, for all services): {}",
                                    service.id, *obstacle_));
  }
  return true;
}

bool Services::asks_wrap(const ServiceConfig& service) const {
  std::optional<access::WrapSubject> subject = access::wrap_subject(service);
  return subject && !accepts_itself(service) && files_.ask(*subject);
}

/// Once for as long as the rules stand there.
void Services::tell_remarks() {
  std::set<std::string> remarks;
  for (const ServiceRef& service : services_) {
    std::optional<access::WrapSubject> subject = access::wrap_subject(*service->config);
    if (!subject) continue;
    for (std::string& remark : files_.remarks(*subject)) remarks.insert(std::move(remark));
  }
  for (const std::string& remark : remarks) {
    if (!told_remarks_.contains(remark)) engine_.log.warning(remark);
  }
  told_remarks_ = std::move(remarks);
}

bool Services::heed(const config::Configuration& configuration, const access::AccessFiles& files) {
  bool same = std::ranges::all_of(configuration.services, [&](const ServicePtr& wanted) {
    return wanted->is_resident() ||
           not_runnable(*wanted, files).has_value() == not_runnable(*wanted, files_).has_value();
  });
  if (!same) return false;
  files_ = files;
  for (const ServiceRef& service : services_) {
    bool asked = std::exchange(service->asks_wrap, asks_wrap(*service->config));
    bool is_open = service->door || service->state == DoorState::doorless;
    bool attended = is_attended(*service->config) && is_open;
    if (attended && asked != service->asks_wrap) engine_.attendant->serve(service);
  }
  tell_remarks();
  return true;
}

/// What a steward before has left.
void Services::adopt() {
  if (engine_.sessions != nullptr) engine_.sessions->adopt(services_, engine_.places);
  if (engine_.warm != nullptr && engine_.inheritance != nullptr)
    engine_.warm->adopt(services_, engine_.places, *engine_.inheritance);
}

Change Services::apply(const config::Configuration& configuration, const access::AccessFiles& files) {
  files_ = files;
  Change change;
  Before before(services_, engine_.policy.default_family);
  std::unordered_set<std::string> named = names_of_dropped(configuration);
  std::vector<ServiceRef> now;
  std::vector<std::pair<ServiceRef, ServicePtr>> kept;
  obstacle_ = engine_.attendant->obstacle();
  told_about_ident_ = false;
  for (const ServicePtr& wanted : configuration.services) {
    if (wanted->is_resident() || !can_run(*wanted)) {
      named.insert(wanted->id);
      continue;
    }
    ServiceRef service = before.take(*wanted);
    if (service) {
      kept.emplace_back(service, wanted);
    } else {
      service = std::make_shared<Service>(engine_.loop, wanted);
      if (!open_log(*service, *wanted)) continue;
      take_record(*service);
      configure(*service, wanted);
      ++change.added;
    }
    now.push_back(std::move(service));
  }
  for (const ServiceRef& gone : before.left()) retire(gone, named.contains(gone->id()));
  change.dropped = before.left().size();
  change.kept = kept.size();
  services_ = std::move(now);
  forget_records(before.left());
  for (const auto& [service, wanted] : kept) readjust(service, wanted);
  keep_barred();
  if (!std::exchange(settled_, true)) adopt();
  if (engine_.warm != nullptr) engine_.warm->apply(services_, configuration.defaults.parked_bytes_most);
  offer_muxed();
  for (const ServiceRef& service : services_) open(service);
  tell_remarks();
  return change;
}

/// A new service of an old name begins anew; that of a new steward goes on.
void Services::take_record(Service& service) {
  ServiceRecord* record = engine_.ledger == nullptr ? nullptr : engine_.ledger->record_of(service.id());
  if (record != nullptr) service.record = record;
  WallTime& since = service.record->tally.since;
  if (since == 0) since = engine_.loop.clock().wall();
  if (record == nullptr) return;
  if (record->barred != 0) barred_.insert(service.id());
  if (!settled_) return;
  record->rate = {};
  record->paused_until = {};
  record->rpc_port = 0;
}

void Services::forget_records(const std::vector<std::shared_ptr<Service>>& gone) {
  std::unordered_set<std::string> present;
  for (const ServiceRef& service : services_) present.insert(service->id());
  for (const ServiceRef& service : gone) {
    service->own_record = *service->record;
    service->record = &service->own_record;
    if (engine_.ledger != nullptr && !present.contains(service->id())) engine_.ledger->forget(service->id());
  }
}

/// False: told; the service keeps the log it had, if any.
bool Services::open_log(Service& service, const config::ServiceConfig& config) {
  Result<std::shared_ptr<log::ServiceLog>> log = logs_.open(log_plan(config));
  if (!log) {
    engine_.log.error(fmt::format("creation of {} log failed: {}", config.id, log.error().text()));
    return false;
  }
  service.log = std::move(*log);
  return true;
}

void Services::configure(Service& service, const ServicePtr& config) {
  if (!starts_alike(*service.config, *config)) service.record->tally.forget_durations();
  service.config = config;
  service.lists = access::compile_lists(*config);
  service.asks_wrap = asks_wrap(*config);
  service.groups_of = process::groups_account(*config);
  service.groups_at = engine_.loop.now();
  service.recipe = std::make_shared<process::Recipe>(
      process::make_recipe(*config, environment_, limits_, process::groups_of(service.groups_of)));
}

void Services::readjust(const ServiceRef& service, const ServicePtr& wanted) {
  ServicePtr config = wanted->is(config::Type::rpc) ? at_port(wanted, service->config->port) : wanted;
  engine_.log.notice(fmt::format("readjusting service {}", config->id));
  bool same = same_hands(*service->config, *config);
  bool stays = same && stays_open(*service, *config, engine_.policy.default_family);
  if (!stays) close(*service);
  (void)open_log(*service, *config);
  configure(*service, config);
  if (service->state == DoorState::barred) return;
  if (service->door) announce(engine_, *service);
  if (stays && is_attended(*config)) return engine_.attendant->serve(service);
  if (!service->door) return;
  auto guarded = renew_guard(service->door->raw(), *config, service->opened_at);
  if (guarded) return;
  engine_.log.error(fmt::format("{}: {}; the service is closed", config->id, guarded.error().text()));
  close(*service);
}

/// Callers who are being talked to belong to the old door and are closed with it.
void Services::close(Service& service, bool end_conversations) {
  service.work.cancel_all();
  if (is_attended(*service.config)) engine_.attendant->withdraw(service, end_conversations);
  if (!engine_.doors_stay)
    free_port_of_attended(service);  // behind the order, which the attendant reads first
  shut(engine_, service);
  service.state = DoorState::closed;
  service.trouble_code = 0;
}

/// A service that is gone from the files loses its servers, as under xinetd; one that is merely wrong in them
/// keeps those that run.
void Services::retire(const ServiceRef& service, bool still_named) {
  close(*service, !still_named);
  engine_.log.notice(fmt::format("service {} deactivated", service->id()));
  if (!still_named) engine_.sessions->signal_all(*service, SIGKILL);
}

/// Before any door is opened: whoever comes in by one finds them all.
void Services::offer_muxed() {
  std::vector<ServiceRef> muxed;
  for (const ServiceRef& service : services_) {
    if (!service->config->is_muxed() || service->state == DoorState::barred) continue;
    muxed.push_back(service);
    if (service->state != DoorState::closed) continue;
    service->state = DoorState::doorless;
    if (is_attended(*service->config)) engine_.attendant->serve(service);
  }
  engine_.attendant->offer(muxed, admission_);
}

/// The order was about the name: also a service that a reload has made anew is barred, but not one that had
/// been gone.
void Services::keep_barred() {
  std::set<std::string> present;
  for (const ServiceRef& service : services_) {
    if (!barred_.contains(service->id())) continue;
    present.insert(service->id());
    service->state = DoorState::barred;
  }
  barred_ = std::move(present);
}

bool Services::bar(Service& service) {
  barred_.insert(service.id());
  service.record->barred = 1;
  if (service.state == DoorState::barred) return false;
  close(service);
  service.state = DoorState::barred;
  if (service.config->is_muxed()) offer_muxed();
  return true;
}

bool Services::unbar(const ServiceRef& service) {
  if (service->state != DoorState::barred) return false;
  barred_.erase(service->id());
  service->record->barred = 0;
  service->state = DoorState::closed;
  if (service->config->is_muxed()) offer_muxed();
  open(service);
  return true;
}

void Services::open(const ServiceRef& service) {
  if (service->state == DoorState::barred) return;
  if (!obstacle_ && asks_about_callers(*service->config)) engine_.attendant->start();
  if (service->config->is_muxed()) return;
  if (service->work.size() > 0) return;  // its door is attended already
  if (!service->door && !try_open(engine_, *service) && !may_open_later(*service)) return;
  service->work.start(is_attended(*service->config) ? lend_door(&engine_, service)
                                                    : attend_door(&engine_, &admission_, service));
}

std::size_t Services::available() const {
  return static_cast<std::size_t>(std::ranges::count_if(services_, [](const ServiceRef& s) {
    return s->state != DoorState::closed && !s->config->is_muxed();
  }));
}

std::size_t Services::retrying() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(services_, [](const ServiceRef& s) { return s->state == DoorState::retrying; }));
}

void Services::close_all(bool end_conversations) {
  for (const ServiceRef& service : services_) close(*service, end_conversations);
  services_.clear();
  offer_muxed();
}

}  // namespace rouse::listen
