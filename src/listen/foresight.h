// Foresight: what would become of a caller, and why, without his calling: the walk through everything that
// admission asks, in its order. It counts nobody, takes no place and refuses nobody.
//
//   door -> the rules of the gate (access/walk.h) -> hosts.allow and hosts.deny -> his ident server
//
// The facts are those that admission would go by (facts_of), the rules are the gate's own, names and access
// files are asked as for a caller. Only who is there now is counted, whatever the moment.
#pragma once

#include <memory>
#include <vector>

#include "access/walk.h"
#include "listen/admission.h"
#include "listen/engine.h"
#include "listen/service.h"
#include "loop/co.h"

namespace rouse::listen {

struct Foresight {
  net::Address caller;  // as the gate sees him
  WallTime at = 0;
  std::vector<access::Step> steps;

  /// The first step that refuses him; null: none does.
  const access::Step* refusal() const;
  /// Nothing refuses him, but something cannot be known beforehand.
  bool depends() const;
};

/// `engine` outlives the answer. IPv4 callers of a dual-stack door may be given in either form.
loop::Co<Foresight> foresee(Engine* engine, std::shared_ptr<Service> service, net::Address caller, Moment at);

/// The moment, not before `now`, at which it is so late next: a minute of the local day.
Moment next_time(int minute_of_day, const Moment& now);

}  // namespace rouse::listen
