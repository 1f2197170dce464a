// Names: the names of callers, and what hosts.allow and hosts.deny say of them, asked of the resolver
// process, never of the loop's own thread. Names are cached; a question that is not answered by its deadline
// is answered "no name" (so only_from refuses; no_access of a name nobody could check refuses too: nothing
// fails open).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "access/gate.h"
#include "loop/co.h"
#include "net/address.h"

namespace rouse::listen {

/// What is known of a caller's name.
struct NameAnswer {
  access::CallerName name;  // confirmed always when forward_confirm is off
  bool unknown = false;     // nobody could tell: no answer in time, or no name server
  bool canonical = false;   // asked for its addresses, the name is called the same
};

/// The same as the gate wants to know it.
inline access::CallerName known_name(const NameAnswer& answer) {
  return {answer.name.name, answer.name.confirmed, answer.unknown};
}

/// A caller, as hosts.allow and hosts.deny are asked about him.
struct WrapQuestion {
  std::string daemon;  // access::wrap_subject
  net::Address caller;
  net::Endpoint local;            // where he called
  std::uint32_t attended_as = 0;  // the service, where it is the attendant that asks
  bool wants_rule = false;        // which rule decided is to be told, too
};

/// Their answer.
struct WrapAnswer {
  bool allowed = false;
  std::string doubt;      // why nobody could tell; empty: the rules decided
  std::string rule = {};  // "FILE:LINE" of the one that decided, if that was asked for and there is one
};

/// How long a caller waits for its name.
inline constexpr std::chrono::seconds name_patience{10};
/// How long it waits for hosts.allow and hosts.deny: two names at the worst, and the tables around them.
inline constexpr std::chrono::seconds wrap_patience{30};

class Names {
 public:
  virtual ~Names() = default;
  /// The caller's reverse name; with `forward_confirm` only if one of the name's addresses is the caller's.
  virtual loop::Co<NameAnswer> name_of(net::Address caller, bool forward_confirm) = 0;
  /// The supplementary groups of an account, as getgrouplist gives them; nothing when nobody answers.
  virtual loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string user, gid_t primary) = 0;
  /// Whether hosts.allow and hosts.deny let a caller in.
  virtual loop::Co<WrapAnswer> wrapped(WrapQuestion question) = 0;
  /// The addresses of a host that the configuration names; empty: none, or nobody answers.
  virtual loop::Co<std::vector<net::Address>> addresses_of(std::string host) = 0;
};

}  // namespace rouse::listen
