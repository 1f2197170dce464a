// Admission: from a caller at the door to a running server or a refusal.
//
//   arrives -> [banner] -> gate -> refuse: FAIL, [banner_fail], closed
//                            |---> needs a name: the resolver is asked, then the gate's address rule again
//                            '---> admit -> [groups older than 60 s: asked again] -> [banner_success] ->
//                            start
//
// The straight way (no banner, no names, fresh groups) makes no coroutine. Places in the counts are taken at
// the gate, so nobody slips in while another waits for a name.
#pragma once

#include <memory>

#include "access/gate.h"
#include "listen/engine.h"
#include "listen/service.h"
#include "loop/co.h"
#include "loop/task.h"

namespace rouse::listen {

/// What the gate said of a caller, after every question was answered.
struct Decision {
  bool admitted = false;
  access::Reason reason = access::Reason::address;
};

/// How long the supplementary groups of an account are taken as they were last answered.
inline constexpr std::chrono::seconds groups_fresh_for{60};

class Admission {
 public:
  explicit Admission(Engine& engine) : engine_(engine) {}

  /// A caller of a stream wait = no service; may end in `service.state == paused`.
  void receive(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);

  /// The gate alone, without names: for doors that do their own starting. Takes a place when it admits or
  /// asks for a name.
  access::Verdict ask_gate(Service& service, const net::Endpoint& peer);
  /// The end of an ask_gate() that needs a name. Gives the place back when it refuses.
  loop::Co<Decision> ask_name(std::shared_ptr<Service> service, net::Endpoint peer);
  /// Logs a refusal with what belongs to its reason; a refusal by cps pauses the door.
  void note_refusal(Service& service, const net::Endpoint& peer, access::Reason reason);
  /// Groups older than 60 s are resolved again, off the loop.
  loop::Co<void> refresh_groups(std::shared_ptr<Service> service);
  bool groups_are_stale(const Service& service) const;

 private:
  access::Verdict decide(Service& service, const access::Facts& facts, const net::Endpoint& peer);
  void judge(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);
  void refuse(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer,
              access::Reason reason);
  void let_in(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);
  void start(const std::shared_ptr<Service>& service, Fd caller, const net::Endpoint& peer);

  loop::Task greet(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer);
  loop::Task name_then_let_in(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer);
  loop::Task prepare_then_start(std::shared_ptr<Service> service, Fd caller, net::Endpoint peer);
  loop::Task turn_away(std::shared_ptr<Service> service, Fd caller);
  loop::Co<Fd> show(std::shared_ptr<Service> service, std::string path, Fd caller);

  Engine& engine_;
};

}  // namespace rouse::listen
