// Custody: what outlives a steward. The keeper holds a duplicate of every door; the steward deposits a door
// when it has opened it, and takes the deposit back when it has closed it. The next steward finds them all.
#pragma once

#include <cstdint>

#include "base/fd.h"

namespace rouse::process {

/// The steward's number of a deposit.
using DepositNumber = std::uint32_t;

/// Something that the keeper holds.
struct Deposit {
  DepositNumber number = 0;
  Fd fd;
};

class Custody {
 public:
  virtual ~Custody() = default;
  /// Has the keeper hold a duplicate of `fd`, which must stay open until drop(). Does not wait for it.
  virtual DepositNumber keep(int fd) = 0;
  /// Has the keeper close what it holds.
  virtual void drop(DepositNumber number) = 0;
};

}  // namespace rouse::process
