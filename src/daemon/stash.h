// Stash: the keeper's end of the custody: the descriptors that it holds for its stewards, by their numbers.
// It knows nothing else about them; whoever finds a door here asks the socket what it is.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "process/custody.h"

namespace rouse::daemon {

class Stash {
 public:
  /// `fds` have these numbers. One more or less: what has no partner is closed.
  void keep(std::span<const process::DepositNumber> numbers, std::vector<Fd> fds);
  /// One that an earlier program of this process had; `last` is the greatest number it knew.
  void keep(process::DepositNumber number, Fd fd, process::DepositNumber last);
  void drop(std::span<const process::DepositNumber> numbers);
  /// Holds something that no steward has deposited yet: a door of another daemon's.
  void add(Fd fd) { held_[++last_] = std::move(fd); }

  std::size_t size() const { return held_.size(); }
  /// Number and descriptor of each.
  std::vector<std::pair<process::DepositNumber, int>> items() const;
  /// The greatest number there ever was.
  process::DepositNumber last() const { return last_; }
  /// All of it, for a steward that has just been forked and is this process from now on.
  std::vector<process::Deposit> hand_out();

 private:
  std::unordered_map<process::DepositNumber, Fd> held_;
  process::DepositNumber last_ = 0;
};

}  // namespace rouse::daemon
