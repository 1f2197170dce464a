#include "supervise/start_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rouse::supervise {

namespace {

using Edges = std::map<std::string, std::vector<std::string>>;

/// Appends the way along which `from` waits for `to`; false: it does not.
bool find_way(const Edges& edges, const std::string& from, const std::string& to, std::set<std::string>& seen,
              std::vector<std::string>& way) {
  if (!seen.insert(from).second) return false;
  way.push_back(from);
  if (from == to) return true;
  for (const std::string& next : edges.at(from)) {
    if (find_way(edges, next, to, seen, way)) return true;
  }
  way.pop_back();
  return false;
}

/// The circle that would close if `id` waited for `first`: "a -> b -> a"; empty: none.
std::string circle(const Edges& edges, const std::string& id, const std::string& first) {
  std::set<std::string> seen;
  std::vector<std::string> way{id};
  if (!find_way(edges, first, id, seen, way)) return {};
  return fmt::format("{}", fmt::join(way, " -> "));
}

}  // namespace

StartOrder start_order(const std::vector<Follower>& followers) {
  StartOrder out;
  for (const Follower& follower : followers) out.waits_for[follower.id];
  for (const auto& [id, after] : followers) {
    for (const std::string& first : after) {
      if (!out.waits_for.contains(first)) {
        out.remarks.push_back(fmt::format(
            "{}: after names {}, which is no resident that is served: not waited for", id, first));
        continue;
      }
      std::string round = circle(out.waits_for, id, first);
      if (round.empty()) {
        out.waits_for[id].push_back(first);
      } else {
        out.remarks.push_back(
            fmt::format("{}: after = {} closes a circle ({}): not waited for", id, first, round));
      }
    }
  }
  return out;
}

}  // namespace rouse::supervise
