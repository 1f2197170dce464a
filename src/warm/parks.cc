#include "warm/parks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace rouse::warm {

namespace {

constexpr Duration between_looks = std::chrono::seconds(10);

}  // namespace

Parks::Parks(const Means& means, Givers& givers)
    : means_(means), changed_(means.loop), givers_(givers), tasks_(means.loop) {
  tasks_.start(keep_time());
}

void Parks::apply(const std::string& id, std::shared_ptr<const process::Recipe> recipe,
                  const Habits& habits) {
  park_of(id).apply(std::move(recipe), habits);
}

Park& Parks::park_of(const std::string& id) {
  std::unique_ptr<Park>& park = parks_[id];
  if (!park)
    park = std::make_unique<Park>(Park::Means{means_.loop, means_.log, means_.births, givers_, changed_}, id);
  return *park;
}

void Parks::inherit(const std::string& id, Fd near, Birth birth, const std::vector<Tag>& given) {
  park_of(id).inherit(std::move(near), std::move(birth), given);
}

std::optional<process::DepositNumber> Parks::waiting(const std::string& id) {
  auto park = parks_.find(id);
  if (park == parks_.end()) return std::nullopt;
  return park->second->waiting();
}

void Parks::retain(const std::vector<std::string>& ids) {
  for (auto each = parks_.begin(); each != parks_.end();) {
    if (std::ranges::find(ids, each->first) != ids.end()) {
      ++each;
      continue;
    }
    each->second->close();
    closed_.push_back(std::move(each->second));
    each = parks_.erase(each);
  }
}

bool Parks::give(const std::string& id, Tag tag, const process::Strings& variables, int caller) {
  auto park = parks_.find(id);
  return park != parks_.end() && park->second->give(tag, variables, caller);
}

void Parks::child_ended(const std::string& id, process::DepositNumber kept, pid_t pid, int wait_status) {
  auto park = parks_.find(id);
  if (park != parks_.end()) park->second->child_ended(kept, pid, wait_status);
}

std::optional<ParkReport> Parks::report(const std::string& id) const {
  auto park = parks_.find(id);
  if (park == parks_.end()) return std::nullopt;
  return park->second->report();
}

void Parks::limit_memory(std::optional<std::uint64_t> bytes_most) {
  bytes_most_ = bytes_most;
  looked_at_.clear();
  untold_ = false;
  changed_.raise();
}

/// Not at each of the many moments at which something is to be done: to look costs a reading of /proc for
/// each of them. One that waits does not grow much.
bool Parks::are_to_be_measured(std::vector<pid_t> pids) {
  Instant now = means_.loop.now();
  if (pids == looked_at_ && now < look_again_) return false;
  looked_at_ = std::move(pids);
  look_again_ = now + between_looks;
  return true;
}

/// Once, until there is another limit.
void Parks::tell_of_untold(const std::string& id, pid_t pid) {
  if (std::exchange(untold_, true)) return;
  means_.log.warning(
      fmt::format("{}: the kernel does not tell how much memory its parked process {} has, which "
                  "park_memory_max does not count therefore (is /proc mounted with hidepid?)",
                  id, pid));
}

void Parks::keep_within_memory() {
  if (!bytes_most_) return;
  struct Waits {
    Park* park;
    Park::Use use;
    std::uint64_t bytes;
  };
  std::vector<Waits> waiting;
  std::vector<pid_t> pids;
  for (auto& [id, park] : parks_) {
    std::optional<Park::Use> use = park->use();
    if (!use) continue;
    waiting.push_back({park.get(), *use, 0});
    pids.push_back(use->pid);
  }
  if (!are_to_be_measured(std::move(pids))) return;
  std::uint64_t total = 0;
  for (Waits& each : waiting) {
    total += each.bytes = means_.memory_of(each.use.pid);
    if (each.bytes == 0) tell_of_untold(each.park->id(), each.use.pid);
  }
  std::ranges::sort(waiting, {}, [](const Waits& each) {
    return std::pair(each.use.last_caller, std::string_view(each.park->id()));
  });
  for (const Waits& each : waiting) {
    if (total <= *bytes_most_) return;
    total -= each.bytes;
    each.park->make_room();
  }
}

loop::Task Parks::keep_time() {
  for (;;) {
    Instant next = Instant::max();
    for (auto& [id, park] : parks_) next = std::min(next, park->review());
    for (auto& park : closed_) next = std::min(next, park->review());
    keep_within_memory();
    std::erase_if(closed_, [](const auto& park) { return park->is_empty(); });
    bool earlier = co_await changed_.raised_until(next);
    (void)earlier;  // either way it is time to look
  }
}

}  // namespace rouse::warm
