// RcPlan: what a change to a runlevel does: which links run, which do not and why, and in which order
// (reference/sysv.md 3.1). Pure.
//
//   K links stop what is up, S links start what is not. Who is up? Red Hat's scripts keep a lock,
//   /var/lock/subsys/NAME: that is believed, as rc believes it, also when somebody else started or stopped
//   the service meanwhile. Debian's scripts keep none, and some of Red Hat's do not either: of them what
//   counts is what was started from here. So a script that had no lock after it was started is up until it is
//   stopped from here; whoever stops it by hand and changes the level has it stopped once more, which such
//   scripts take well.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/facilities.h"
#include "sysv/links.h"
#include "sysv/rc_order.h"
#include "sysv/script_header.h"

namespace rouse::sysv {

/// A link of a level, with what was found behind it.
struct RcEntry {
  Link link;
  std::string path;  // of the link, which is what runs
  Header header;     // nothing in it where the script has none
  bool executable = false;
  bool elsewhere = false;  // somebody else's affair: systemd has a unit of that name
};

/// What is known of the services of this machine.
struct RcMarks {
  std::set<std::string, std::less<>> locks;          // names in /var/lock/subsys
  std::map<std::string, bool, std::less<>> started;  // from here; true: it had a lock then

  bool up(std::string_view name) const;
};

enum class LeftOut : std::uint8_t {
  up,              // an S link, and it runs already
  down,            // a K link, and it does not run
  not_executable,  // no program, or no permission to run it; or the link leads nowhere
  left_behind,     // by an editor or a package manager
  elsewhere,       // systemd has a unit of that name
  repeated,        // another link of the same kind and name comes before it
};
/// "runs already"
std::string_view text(LeftOut reason);

struct LeftOutEntry {
  std::size_t entry = 0;
  LeftOut reason{};
};

/// Jobs name entries by their places.
struct RcPlan {
  RcOrder stops, starts;  // in this order: all stops have ended before anything starts
  std::vector<LeftOutEntry> left_out;
};

/// Marks the entries that systemd starts by itself: `has_unit` knows the names for which it has a unit, an
/// alias or a mask. rc.local, under all its names, is the unit rc-local.
void leave_to_systemd(std::vector<RcEntry>& entries, const std::function<bool(std::string_view)>& has_unit);

RcPlan rc_plan(std::span<const RcEntry> entries, const RcMarks& marks, const Facilities& facilities);

}  // namespace rouse::sysv
