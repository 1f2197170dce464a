// StartOrder: who waits for whom, out of what the entries say in `after`. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace rouse::supervise {

/// One resident, and the ids that it names in `after`.
struct Follower {
  std::string id;
  std::vector<std::string> after;
};

struct StartOrder {
  /// For each id whom it waits for. Nobody waits in a circle: a name that would close one is left out, and so
  /// is one that is no resident.
  std::map<std::string, std::vector<std::string>> waits_for;
  std::vector<std::string> remarks;  // what was left out, and why
};

StartOrder start_order(const std::vector<Follower>& followers);

}  // namespace rouse::supervise
