// Respawn: whether a resident that has ended by itself is started again, and when. It takes `now`. Fixed
// layout: the next steward goes on with it.
//
// The delay is the first one, and doubles with every end up to the longest; one that has served for as long
// as the longest delay begins with the first again. More starts within the window than the limit allows, and
// it is given up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "config/service_config.h"

namespace rouse::supervise {

class Respawn {
 public:
  /// A process was started.
  void started(Instant now);
  /// It serves.
  void ready(Instant now) { ready_at_ = now; }
  /// It ended at `now`: after how long it is to be started again; nothing: the limit is reached.
  std::optional<Duration> delay(const config::Supervision& supervision, Instant now);
  /// An administrator starts it: what was before does not count.
  void forget();

 private:
  void forget_first(std::uint32_t count);

  std::uint32_t count_ = 0;
  std::array<Instant, config::respawn_starts_most> starts_ = {};  // `count_` of them, the oldest first
  std::optional<Instant> ready_at_;
  Duration last_{};  // the delay before this start; zero: it was the first
};

/// Is a resident that ended, `well` or not, to be started again at all?
constexpr bool comes_back(config::Respawn respawn, bool well) {
  return respawn == config::Respawn::always || (respawn == config::Respawn::on_failure && !well);
}

}  // namespace rouse::supervise
