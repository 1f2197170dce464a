// spawn: a server for one caller. clone3 without VFORK on a stack of its own (DESIGN.md section 5); the steward
// waits only until the child, still root, has its own descriptor table, never for exec.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "process/book.h"
#include "process/recipe.h"

namespace rouse::process {

/// A started server: its pid, and a descriptor for signals only (its end comes from the book).
struct Child {
  pid_t pid = 0;
  Fd pidfd;
};

/// A recipe with its argv and envp arrays laid out once, so that a spawn copies no strings but the caller's.
class Spawner {
 public:
  Spawner();
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  /// Starts `recipe` with `caller_fd` on 0, 1 and 2. `caller_env` are this caller's variables (REMOTE_HOST=...).
  /// The child is a child of the steward's parent (CLONE_PARENT). On failure the slot has been retracted.
  Result<Child> spawn(Book& book, SlotNumber slot, std::shared_ptr<const Recipe> recipe, int caller_fd,
                      std::vector<std::string> caller_env);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rouse::process
