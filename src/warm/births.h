// Births: what the room needs of processes and files. In the steward parked processes are the keeper's
// children (keeper_births.h); in tests they are whatever the test says.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"
#include "process/custody.h"
#include "process/recipe.h"
#include "process/spawn.h"

namespace rouse::warm {

/// A process that is to park. The keeper holds the steward's end of its pair, so that the next steward hears
/// what it says.
struct Birth {
  process::Child child;
  process::DepositNumber kept = 0;
};

/// How the files were of which a parked process was made.
class Origin {
 public:
  virtual ~Origin() = default;
  /// Which of them is another one by now; nothing: they are what they were.
  virtual std::optional<std::string> changed() const = 0;
};

/// What a look at a server tells before it is started to be parked.
struct Examination {
  std::unique_ptr<Origin> origin;
  std::string obstacle;  // why it cannot be parked; empty: nothing is known against it
};

class Births {
 public:
  virtual ~Births() = default;
  /// Looks at the server of the recipe, and at the files behind its arguments and in `watched`.
  virtual Examination examine(const process::Recipe& recipe, const process::Strings& watched) = 0;
  /// Starts the server of the service `id`, whose parked process waits at its first call on a standard
  /// descriptor if it is `at_io`, else before main(), so that it parks and hears the steward by `far`
  /// (borrowed). Nobody is told of its end. `near` must stay open until let_go().
  virtual Result<Birth> start(std::string_view id, const process::Recipe& recipe, bool at_io, int near,
                              int far) = 0;
  /// Nobody speaks any more at the end of the pair that is kept under this number.
  virtual void let_go(process::DepositNumber kept) = 0;
  /// Ends it.
  virtual void kill(const process::Child& child) = 0;
};

}  // namespace rouse::warm
