// Starter: who answers a caller that was let in: Sessions with a server process, the attendant with a
// conversation of its own.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "listen/place.h"

namespace rouse::listen {

class Starter {
 public:
  virtual ~Starter() = default;
  /// Answers `caller`, who has `place` until the answer's end, and records that, with the `user` where he was
  /// asked for. The descriptor may be taken over; what is left of it the caller of this function closes. An
  /// error: nobody answers, and the descriptor is still there.
  virtual Result<void> answer(Place place, Fd& caller, const net::Endpoint& peer,
                              const std::optional<std::string>& user) = 0;
};

}  // namespace rouse::listen
