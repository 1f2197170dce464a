// Attendant: the process that answers callers in rouse's own name (INTERNAL services) or passes them on
// (redirect), and asks ident servers about them (listen/identities.h), as the steward sees it. It owns the
// doors that it is given: accepts, asks the gate, counts, converses; what happened comes back as events.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "listen/service.h"

namespace rouse::listen {

class Admission;

class Attendant {
 public:
  virtual ~Attendant() = default;
  /// Why it cannot run on this machine, and what to do about it; nothing: it can.
  virtual std::optional<std::string> obstacle() const = 0;
  /// Makes it run from now on, though it may have no door to serve yet.
  virtual void start() = 0;
  /// Gives it the open door of `service` (none of a mux service), or tells it what has changed about a
  /// service it has. The descriptor stays open here too: it is given again to an attendant that has to be
  /// started anew.
  virtual void serve(const std::shared_ptr<Service>& service) = 0;
  /// Tells it that a SENSOR has shut `source` out until `end`. One that is started later learns all of them.
  virtual void shut_out(const net::Address& source, Instant end) = 0;
  /// Takes a door back; with `end_conversations` whoever is being answered there is cut off.
  virtual void withdraw(Service& service, bool end_conversations) = 0;
  /// Tells it which services callers of tcpmux may name, in place of those before; of several with one name
  /// the first counts. Those that it answers itself have been served; who names another
  /// one comes to `admission`, which must outlive this.
  virtual void offer(std::span<const std::shared_ptr<Service>> muxed, Admission& admission) = 0;
};

/// Is the service answered by rouse itself instead of a server that it starts? A SENSOR answers nobody.
inline bool is_attended(const config::ServiceConfig& service) {
  if (service.has(config::Flag::sensor)) return false;
  return service.is(config::Type::internal) || service.redirect.has_value();
}

}  // namespace rouse::listen
