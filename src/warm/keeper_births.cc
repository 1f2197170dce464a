#include "warm/keeper_births.h"

#include <csignal>
#include <memory>
#include <utility>
#include <vector>

#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"
#include "warm/parked_recipe.h"
#include "warm/watched.h"

namespace rouse::warm {

Examination KeeperBirths::examine(const process::Recipe& recipe, const process::Strings& watched) {
  Suitability server = look_at_server(recipe.path);
  Examination out{.origin = std::make_unique<Watched>(watched_paths(server, recipe, watched)),
                  .obstacle = std::move(server.obstacle)};
  if (!out.obstacle.empty()) return out;
  if (library_.find_first_of(" :") != std::string::npos)
    out.obstacle = library_ + " has a blank or a colon in its path";
  if (auto there = sys::readable(library_); !there) out.obstacle = there.error().text();
  return out;
}

Result<Birth> KeeperBirths::start(std::string_view id, const process::Recipe& recipe, bool at_io, int near,
                                  int far) {
  Result<Fd> null = sys::open_null();
  if (!null) return std::unexpected(null.error());
  std::optional<process::SlotNumber> slot = book_.open(id);
  if (!slot) return failed("book", 0, "full: too many servers at once");
  process::Slot& opened = book_.slot(*slot);
  opened.owner = process::Owner::park;
  opened.park = custody_.keep(near);
  std::vector<int> descriptors{null->raw(), null->raw(), null->raw(), far};
  Birth out{.child = {}, .kept = opened.park};
  Result<process::Child> child =
      spawner_.spawn(book_, *slot, parked_recipe(recipe, library_, at_io), {descriptors, {}, true});
  if (!child) custody_.drop(out.kept);
  if (!child) return std::unexpected(child.error());
  out.child = std::move(*child);
  return out;
}

/// Without a pidfd it has ended already.
void KeeperBirths::kill(const process::Child& child) {
  if (child.pidfd) (void)sys::pidfd_send_signal(child.pidfd.raw(), SIGKILL);
}

}  // namespace rouse::warm
