// Baton: how a caller's socket reaches a child that leaves the steward's descriptor table in its first call.
// The socket waits in a message of its own between a pair of sockets whose far end has a low number, so that
// leaving copies a few descriptors instead of thousands, and the steward need not wait for anything.
#pragma once

#include <span>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::process {

class Cradle;

class Baton {
 public:
  static Result<Baton> create();

  /// Puts references to `fds` in: the caller of this may close its own at once.
  Result<void> give(std::span<const int> fds);
  /// Takes out what nobody has taken.
  void take_back();
  /// The child's end.
  int far_end() const { return far_.raw(); }

  /// Whose child it is meant for, until that has taken it.
  const Cradle* holder = nullptr;

 private:
  Baton(Fd near, Fd far) : near_(std::move(near)), far_(std::move(far)) {}
  Fd near_;
  Fd far_;
};

}  // namespace rouse::process
