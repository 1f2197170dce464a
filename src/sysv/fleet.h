// Fleet: all managed scripts of a tree, and what a change of one means for all of them. A script with an LSB
// header takes its numbers from the order of all, and others' links move with it (reference/sysv.md 4.7); one
// without has the numbers of its `chkconfig:` line and moves nobody.
//
// On Debian numbers are insserv's to give (6.3): a tree with its facilities keeps the numbers of its links,
// and only those move that stand in the wrong order.
//
// Where the original stumbles this does not: a service that is switched off keeps its numbers and its place
// among the others (there it lost all dependencies), and what an override file leaves out stays as in the
// script.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/facilities.h"
#include "sysv/inventory.h"
#include "sysv/plan.h"

namespace rouse::sysv {

enum class Switch : std::uint8_t {
  on,
  off,
  reset,             // to the levels of the header
  reset_priorities,  // on and off stay
};

/// What a change of one script comes to.
struct FleetPlan {
  Plan links;  // of this script and of those that move with it
  /// "a -> b -> a": circles of dependencies among the scripts; all in one have the number 99, or 0 at the
  /// stop.
  std::vector<std::string> circles;
  /// What the script requires and nobody provides in its levels: install_initd refuses for these (but not for
  /// $local_fs).
  std::vector<std::string> unmet;
};

class Fleet {
 public:
  /// Refers to both.
  Fleet(const Inventory& inventory, const Facilities& facilities);

  /// `chkconfig --level LEVELS NAME on`. An LSB script gets its links in all levels, as the original gives
  /// them.
  FleetPlan switched(const Script& script, Switch to, Levels levels) const;
  /// `chkconfig --add NAME`: the levels without a link get one; those of an LSB script are numbered anew.
  FleetPlan added(const Script& script) const;
  /// `chkconfig --override NAME` (reference/sysv.md 4.8): links that are exactly what the bare script would
  /// have become what the override file says. Nothing when somebody has changed them, or when there are none.
  Plan overridden(const Script& script) const;

  /// Scripts that are on and require this one by its name, or are off somewhere and require it at their stop:
  /// remove_initd refuses for these.
  std::vector<std::string> dependents(std::string_view name) const;

 private:
  /// Before anything moves; on a tree of insserv the numbers of its links.
  OrderedService as_it_is(const Script& script) const;
  /// All scripts as they are, but `target` comes last, and is this.
  std::vector<OrderedService> services(const OrderedService& target) const;
  Numbers numbers(const Script& script, const Header& header, Levels on) const;
  FleetPlan renumbered(const OrderedService& target, Levels on) const;

  const Inventory& inventory_;
  const Facilities& facilities_;
};

}  // namespace rouse::sysv
