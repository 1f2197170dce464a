// RcOrder: which scripts of a runlevel wait for which, so that all others may run at the same time. Pure.
//
//   declared   a script whose LSB header says what it needs: it waits for that (order.h)
//   plain      a script that has only the number of its link: everything with a smaller number ends before it
//              begins, and it ends before anything with a larger number begins
//
// Numbers do not count between two declared scripts, as in systemd's generator. Where they contradict what a
// header says, the header is right: a script is treated as if it had the largest number of those it needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/facilities.h"
#include "sysv/links.h"
#include "sysv/script_header.h"

namespace rouse::sysv {

/// A script as far as its place in the order is concerned. What it refers to must live as long.
struct RcScript {
  std::string_view name;
  int number = 0;                  // its link's: S50 or K50
  const Header* header = nullptr;  // none: nothing there can be read as one
};

struct RcJob {
  std::size_t script = 0;          // its place among those that were given
  std::vector<std::size_t> after;  // places among the jobs, each smaller than its own
};

/// A script requires something that nobody there provides.
struct Missing {
  std::string_view script, needs;
};

struct RcOrder {
  std::vector<RcJob> jobs;           // one per script, each behind those that it waits for
  std::vector<std::string> circles;  // "a -> b -> a": each requires the next; opened, so that all of them run
  std::vector<Missing> missing;      // told of starts; nobody stops for it
};

/// The order in which `scripts` start, or stop.
RcOrder rc_order(std::span<const RcScript> scripts, LinkKind kind, const Facilities& facilities);

/// What is left of `order` with those of its jobs whose script is `wanted`. Each waits for all that it has
/// waited for, if only by way of one that is not wanted.
RcOrder only(const RcOrder& order, const std::vector<bool>& wanted);
/// The same, backwards: each waits for all that have waited for it.
RcOrder reversed(const RcOrder& order, const std::vector<bool>& wanted);

}  // namespace rouse::sysv
