// RedirectTargets: where redirected services lead, asked of the steward and asked again when the answer is
// old.
#pragma once

#include <memory>
#include <unordered_map>

#include "attend/reporter.h"
#include "attend/wire.h"
#include "builtin/redirect.h"
#include "listen/service.h"
#include "loop/co.h"
#include "loop/flag.h"

namespace rouse::attend {

/// How long a resolution is used (reference/xinetd.md 4.8: xinetd resolves once, at load).
inline constexpr std::chrono::seconds targets_fresh_for{60};
/// How long a caller waits for one, and for the connection to each target.
inline constexpr std::chrono::seconds redirect_patience{10};

class RedirectTargets {
 public:
  RedirectTargets(loop::Loop& loop, Reporter& reporter) : loop_(loop), reporter_(reporter) {}

  using Plan = std::shared_ptr<const builtin::RedirectPlan>;
  /// Where callers of `service` go now; no targets: nobody could tell, not until `until`. An old answer is
  /// better than none.
  loop::Co<Plan> plan_for(std::shared_ptr<listen::Service> service, Instant until);
  /// The steward's answer.
  void take(const Order& order);
  /// The service is gone, or leads elsewhere from now on: who waits asks anew.
  void forget(std::uint32_t number);

 private:
  struct Known {
    explicit Known(loop::Loop& loop) : answered(loop) {}
    Plan plan = std::make_shared<const builtin::RedirectPlan>();
    Instant fresh_until{};
    config::ServicePtr config;   // of who asked first: after a reload this is forgotten
    std::uint32_t question = 0;  // the one that has been asked; 0: none
    bool forgotten = false;
    loop::Flag answered;
  };

  std::shared_ptr<Known> known(const listen::Service& service);

  loop::Loop& loop_;
  Reporter& reporter_;
  std::uint32_t last_question_ = 0;
  std::unordered_map<std::uint32_t, std::shared_ptr<Known>> known_;
};

}  // namespace rouse::attend
