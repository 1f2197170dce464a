// Services: everything that is served, and how one configuration becomes another (reference/xinetd.md 5.1,
// minus its bugs). apply() is start and reload alike: what is the same keeps its door and its servers, what
// moved gets a new door and keeps its servers, what is gone loses both, what is new is opened last, so ports
// can change hands.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/configuration.h"
#include "listen/admission.h"
#include "listen/engine.h"
#include "listen/runnable.h"
#include "listen/service.h"
#include "process/make_recipe.h"

namespace rouse::listen {

/// What an apply() did.
struct Change {
  std::size_t added = 0;
  std::size_t kept = 0;
  std::size_t dropped = 0;
};

class Services {
 public:
  Services(Engine& engine, log::Logs& logs, process::BaseEnvironment environment,
           process::DaemonLimits limits);

  /// Puts `configuration` into service. Services that this version cannot run are told and left out.
  Change apply(const config::Configuration& configuration, const access::AccessFiles& files);
  /// Goes by new rules of hosts.allow and hosts.deny. False, and nothing done: they close or open a service,
  /// so `configuration` has to be applied.
  bool heed(const config::Configuration& configuration, const access::AccessFiles& files);
  /// Closes the door of `service` until unbar(), whatever an apply() does to it meanwhile; servers and
  /// conversations go on. False: it is barred already.
  bool bar(Service& service);
  /// Opens it again. False: it was not barred.
  bool unbar(const std::shared_ptr<Service>& service);
  /// Starts the server of a caller whom the gate has let in already.
  void resume(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer) {
    admission_.resume(service, std::move(caller), peer);
  }
  /// Services that are served or will be as soon as their port is free; as in xinetd those without one do not
  /// count.
  std::size_t available() const;
  /// Services whose door waits for its port.
  std::size_t retrying() const;
  const std::vector<std::shared_ptr<Service>>& all() const { return services_; }
  /// Closes every door; servers stay. Conversations of the attendant end, or go on without this process.
  void close_all(bool end_conversations);

 private:
  bool can_run(const config::ServiceConfig& service);
  bool asks_wrap(const config::ServiceConfig& service) const;
  void tell_remarks();
  bool has_its_attendant(const config::ServiceConfig& service);
  void take_record(Service& service);
  void forget_records(const std::vector<std::shared_ptr<Service>>& gone);
  bool open_log(Service& service, const config::ServiceConfig& config);
  void configure(Service& service, const config::ServicePtr& config);
  void readjust(const std::shared_ptr<Service>& service, const config::ServicePtr& wanted);
  void close(Service& service, bool end_conversations = false);
  void retire(const std::shared_ptr<Service>& service, bool still_named);
  void open(const std::shared_ptr<Service>& service);
  void offer_muxed();
  void keep_barred();
  void adopt();

  Engine& engine_;
  log::Logs& logs_;
  Admission admission_;
  process::BaseEnvironment environment_;
  process::DaemonLimits limits_;
  std::vector<std::shared_ptr<Service>> services_;
  std::set<std::string> barred_;  // ids
  bool settled_ = false;          // the first configuration is in service
  access::AccessFiles files_;
  std::set<std::string> told_remarks_;
  std::optional<std::string> obstacle_;  // why there is no attendant, as the last apply() found
  bool told_about_ident_ = false;
};

/// What makes two entries the same service: id, kind, wait, protocol, socket type, and port or, of RPC,
/// program (reference/xinetd.md 5.1).
std::string identity_of(const config::ServiceConfig& service);
/// A door that is open: what it was opened for, and where.
struct OpenDoor {
  config::ServicePtr config;
  net::Endpoint at;
};
/// Can the door serve `wanted`, the same service, as it is? Its address, family and socket options decide.
bool door_stays(const OpenDoor& open, const config::ServiceConfig& wanted,
                config::DefaultFamily default_family);

}  // namespace rouse::listen
