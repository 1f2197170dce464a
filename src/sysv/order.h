// Order: who starts and stops after whom, from the LSB headers, computed once as a graph.
//
//   a requires b   =>   a starts after b; its start number is at least b's + 1
//   at the stop    =>   a stops before b; its stop number is at most b's - 1
//
// The numbers are those of chkconfig's dependency pass (reference/sysv.md 4.7), which repeats over all
// scripts until nothing moves: a dependency counts when the dependent's levels are within those of the script
// that provides the name; numbers end at 99 and at 0, where all arrive who are in a circle or behind one.
//
// With a table of facilities the headers mean what they mean to insserv (6.1 to 6.3): $network stands for its
// members, $all for everybody else, X-Start-Before and X-Stop-After count. There numbers begin at 1 and rise,
// at the stop too: b's is at least a's + 1.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/facilities.h"
#include "sysv/levels.h"
#include "sysv/script_header.h"

namespace rouse::sysv {

/// What the order is asked for: one of the services that are to be ordered.
struct OrderedService {
  std::string_view name;
  const Header* header = nullptr;
  Levels on;                                // where it runs, or is going to
  std::optional<int> start = std::nullopt;  // the numbers that it has; they move only as far as they must
  std::optional<int> stop = std::nullopt;
};

struct Numbers {
  int start = 0, stop = 0;

  bool operator==(const Numbers&) const = default;
};

class Order {
 public:
  using Indices = std::vector<std::size_t>;

  Order(std::span<const OrderedService> services, const Facilities& facilities);

  /// The numbers for the links of a service.
  Numbers numbers(std::size_t service) const { return numbers_[service]; }
  /// Whom a service waits for at the start: never a circle, those are cut.
  const Indices& starts_after(std::size_t service) const { return starts_after_[service]; }
  /// Whom it waits for at the stop.
  const Indices& stops_after(std::size_t service) const { return stops_after_[service]; }
  /// "a -> b -> a": each requires the next one. One text for each dependency that was cut.
  const std::vector<std::string>& circles() const { return circles_; }
  /// Names in Required-Start and Required-Stop that nobody provides where the service runs.
  const std::vector<std::string_view>& unmet(std::size_t service) const { return unmet_[service]; }

 private:
  std::vector<Numbers> numbers_;
  std::vector<Indices> starts_after_, stops_after_;
  std::vector<std::string> circles_;
  std::vector<std::vector<std::string_view>> unmet_;
};

}  // namespace rouse::sysv
