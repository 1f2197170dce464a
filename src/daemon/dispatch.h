// Dispatch: orders from the control socket (control/order.h) to those in the steward who can carry them out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/access_files.h"
#include "config/configuration.h"
#include "control/server.h"
#include "daemon/event_orders.h"
#include "daemon/hand_over.h"
#include "daemon/reloads.h"
#include "daemon/runlevel_host.h"
#include "listen/engine.h"
#include "listen/ledger.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "log/ring.h"
#include "supervise/residents.h"

namespace rouse::daemon {

/// Whom orders are about; it refers to all of them.
struct Staff {
  loop::Loop& loop;
  listen::Services& services;
  supervise::Residents& residents;
  const config::Configuration& configuration;  // in service
  const access::AccessFiles& access_files;
  listen::Engine& engine;
  Reloads& reloads;
  RunlevelHost& runlevel;
  const listen::Sessions& sessions;
  const listen::Ledger& ledger;
  const log::Ring& ring;
  pid_t keeper;
  HandOver& hand_over;
  const std::string& news;  // what came of the last upgrade
};

class Dispatch final : public control::Handler {
 public:
  explicit Dispatch(Staff staff) : staff_(std::move(staff)), noted_(staff_.loop) {}
  /// Something is new in the ring.
  void note_event() { noted_.raise(); }
  loop::Co<control::Reply> obey(control::Order order) override;

 private:
  std::vector<std::shared_ptr<listen::Service>> services_named(const std::string& name) const;
  std::vector<std::string> residents_named(const std::string& name) const;
  control::Reply out_of_service(const std::string& name) const;
  std::vector<control::ServiceStatus> statuses() const;
  control::ServiceStatus served_status(const listen::Service& service) const;
  control::Reply show(const std::string& name) const;
  control::Reply unknown(const std::string& name) const;
  bool is_known(const std::string& name) const;
  void look_at_memory(std::vector<control::ServiceStatus>& services) const;
  void look_at_parked(control::Reply& reply) const;
  control::Reply list(const control::Order& order) const;
  control::Reply sessions(const std::string& name) const;
  loop::Co<control::Reply> events(control::Order order);
  control::Reply status() const;
  loop::Co<control::Reply> why(control::Order order);
  void add_advice(std::vector<control::ServiceStatus>& services) const;
  loop::Co<control::Reply> try_parking(control::Order order);
  control::Reply open(const std::string& name);
  control::Reply close(const std::string& name);
  loop::Co<control::Reply> direct(control::Order order);
  control::Reply runlevel() const;
  control::Reply enter(const std::string& level);

  Staff staff_;
  loop::Flag noted_;
};

}  // namespace rouse::daemon
