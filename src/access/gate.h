// Gate: the one place that decides whether a caller may come in. Pure: facts + limits -> verdict.
//
// Its rules are asked in the order of `Rule`, the first that does not admit decides
// (reference/xinetd.md 4.5). A SENSOR refuses everybody as `address`. Unlike in xinetd no process is spent
// before the address is known to be welcome. walk.h asks the same rules, all of them, and says why.
//
//   decide(facts, limits) --> admit
//                        \-> refuse: reason
//                        \-> needs_name: ask the resolver, set facts.name, decide again with fresh counts
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "access/address_list.h"
#include "access/reason.h"
#include "base/clock.h"
#include "config/service_config.h"
#include "net/address.h"

namespace rouse::access {

/// The two address lists of a service, compiled once per configuration.
struct Lists {
  std::optional<AddressList> only_from;  // nothing: everybody; set but empty: nobody
  AddressList no_access;
};
Lists compile_lists(const config::ServiceConfig& service);

/// What the resolver found out about a caller.
struct CallerName {
  std::string name;        // from the address; empty: it has none
  bool confirmed = false;  // the name leads back to the address
  bool unknown = false;    // nobody could tell: where no_access has names he is refused
};

/// What is known at the moment of the decision.
struct Facts {
  net::Address caller;         // Kind::none (stream, wait = yes): the door's socket filter judges addresses
  bool over_rate = false;      // note_arrival() said so
  std::optional<double> load;  // 1-minute load, needed only if the service has max_load; unknown admits
  WallTime now = 0;
  bool shut_out = false;                // the caller's address, by a SENSOR
  std::uint64_t running = 0;            // servers of this service
  std::uint64_t running_of_source = 0;  // of those, for this caller's source (source_of)
  std::uint64_t running_overall = 0;    // servers of all services
  std::optional<CallerName> name;       // nothing: not asked yet
};

/// What the decision is measured against.
struct Limits {
  const config::ServiceConfig& service;
  const Lists& lists;
  std::uint64_t process_limit = 0;  // -limit; 0: none
};

struct Verdict {
  enum class Kind : std::uint8_t { admit, refuse, needs_name };
  Kind kind = Kind::admit;
  Reason reason = Reason::address;  // of a refusal
  /// Log `Service=ID: only_from list and no_access list match equally the address A`
  /// (reference/xinetd.md 3.2).
  bool both_lists = false;
  /// only_from would have admitted the name, but the name does not lead back to the address: log both.
  bool unconfirmed = false;
  /// no_access has names, and nobody could tell the caller's.
  bool unknown_name = false;

  bool admitted() const { return kind == Kind::admit; }
  bool refused() const { return kind == Kind::refuse; }
  bool operator==(const Verdict&) const = default;
};

enum class Rule : std::uint8_t {
  cps,
  max_load,
  access_times,
  instances,
  per_source,
  process_limit,
  sensor,     // is the service one?
  denial,     // has one shut the caller out?
  no_access,  // believes every name that a caller claims
  only_from,  // believes none that he cannot prove
  count
};
inline constexpr std::size_t rule_count = static_cast<std::size_t>(Rule::count);

/// What one rule says, as if the others had admitted the caller.
Verdict judge(Rule rule, const Facts& facts, const Limits& limits);
/// What all of them say.
Verdict decide(const Facts& facts, const Limits& limits);

}  // namespace rouse::access
