// spawn: a server for one caller. clone3 without VFORK on a stack of its own (DESIGN.md section 5). The
// steward never waits for exec, and for the child at all only when it is several children ahead.
//
//   steward: caller into a baton, clone3 ---------------------------------------------------->
//   child:                           \-- close_range(baton.., UNSHARE), takes the caller: 0, 1, 2 -- ids,
//   limits -- exec
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "process/baton.h"
#include "process/book.h"
#include "process/cradle.h"
#include "process/outfit.h"
#include "process/recipe.h"
#include "sys/clone.h"

namespace rouse::process {

/// A started server: its pid, and a descriptor for signals only (its end comes from the book). The descriptor
/// is none where the old clone was used and the child has ended already.
struct Child {
  pid_t pid = 0;
  Fd pidfd;
};

/// How children are made. automatic: clone3, and `old` from the first time that the kernel (or a container's
/// filter) refuses it or CLOSE_RANGE_UNSHARE.
enum class CloneWay : std::uint8_t { automatic, old };

class Spawner {
 public:
  /// `batons` (process/baton.h); none: it makes some. Descriptor 0 of this process is the spawner's from now
  /// on: /dev/null but for the instants of a spawn. All signals must be blocked in this thread.
  explicit Spawner(std::vector<Baton> batons = {}, CloneWay way = CloneWay::automatic);
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;
  /// Gives the last children a second to reach exec. What one that hangs stands on is never freed.
  ~Spawner();

  /// Starts `recipe` with `outfit`. The child is a child of this process's parent (CLONE_PARENT), which must
  /// keep the book. On failure the slot has been retracted.
  Result<Child> spawn(Book& book, SlotNumber slot, std::shared_ptr<const Recipe> recipe,
                      const Outfit& outfit);

 private:
  Baton* free_baton();
  Result<Baton*> give(Slot& slot, std::span<const int> given);
  void await_children();
  Result<std::unique_ptr<Cradle>> vacant_cradle();
  void look_who_left();
  void reclaim_baton(const Cradle& cradle);
  Result<sys::Cloned> clone_child(Cradle& cradle, const Baton& baton, Slot& slot);
  Result<Child> start(Book& book, SlotNumber slot, std::unique_ptr<Cradle> cradle, const Outfit& outfit);

  CloneWay way_;
  bool privileged_;
  std::vector<int> ignored_signals_;
  std::vector<Baton> batons_;
  std::deque<std::unique_ptr<Cradle>> occupied_;  // the one that started first at the front
  std::vector<std::unique_ptr<Cradle>> idle_;
};

}  // namespace rouse::process
