// Baton: how a caller's socket reaches a child that leaves the steward's descriptor table in its first call.
// The socket waits in a message of its own between a pair of sockets whose far end has a low number, so that
// leaving copies a few descriptors instead of thousands, and the steward need not wait for anything.
#pragma once

#include <span>
#include <vector>

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
  std::vector<Fd> take_back();
  /// The child's end.
  int far_end() const { return far_.raw(); }

  /// One that this process had before it became another program.
  Baton(Fd near, Fd far) : near_(std::move(near)), far_(std::move(far)) {}
  const Fd& near_end() const { return near_; }

  /// Whose child it is meant for, until that has taken it.
  const Cradle* holder = nullptr;

 private:
  Fd near_;
  Fd far_;
};

/// A steward's batons: one for each child that may be on its way to its caller at the same time, and a last
/// one, the lobby, for a caller who waits until one of them is free. The keeper makes them and has them, too:
/// what a steward that dies has put into one is not lost. Fewer where descriptors are rare.
std::vector<Baton> make_batons();

}  // namespace rouse::process
