#include "process/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "sys/machine.h"
#include "sys/signal.h"

namespace rouse::process {

namespace {

constexpr std::uint64_t batons_most = 8;             // children that may be on their way to their callers
constexpr std::uint64_t descriptors_per_baton = 64;  // fewer batons where descriptors are rare
constexpr std::size_t idle_most = 32;                // cradles kept for the next children
constexpr std::size_t looks_per_spawn = 8;
constexpr int patience_ms = 10;
constexpr int last_patience_ms = 1000;

constexpr std::uint64_t clone_flags = CLONE_VM | CLONE_PARENT | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

/// The kernel can copy the descriptor table without what is closed anyway. Asked about no descriptor at all.
bool can_unshare_in_close_range() { return ::close_range(~0U, ~0U, CLOSE_RANGE_UNSHARE) == 0; }

/// Has something on 0, 1 and 2, so that a child's caller never arrives there by itself.
void fill_standard_places() {
  int null = 0;
  while (null >= 0 && null <= STDERR_FILENO) null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null > STDERR_FILENO) ::close(null);
}

}  // namespace

Spawner::Spawner(CloneWay way)
    : way_(way), privileged_(::geteuid() == 0), ignored_signals_(sys::ignored_signals()) {
  if (!can_unshare_in_close_range()) way_ = CloneWay::old;
  fill_standard_places();
  open_batons();
}

Spawner::~Spawner() {
  for (std::unique_ptr<Cradle>& cradle : occupied_) {
    if (!cradle->await_gone(last_patience_ms)) (void)cradle.release();
  }
}

Result<Child> Spawner::spawn(Book& book, SlotNumber slot, std::shared_ptr<const Recipe> recipe,
                             const Outfit& outfit) {
  Result<std::unique_ptr<Cradle>> cradle = vacant_cradle();
  if (!cradle) {
    book.retract(slot);
    return std::unexpected(cradle.error());
  }
  (*cradle)->prepare(std::move(recipe), outfit, privileged_);
  Result<Child> child = start(book, slot, std::move(*cradle), outfit);
  if (!child) book.retract(slot);
  return child;
}

Result<Child> Spawner::start(Book& book, SlotNumber slot, std::unique_ptr<Cradle> cradle,
                             const Outfit& outfit) {
  Result<Baton*> baton = free_baton();
  if (!baton) return std::unexpected(baton.error());
  Result<void> given = (*baton)->give(outfit.descriptors);
  if (!given) return std::unexpected(given.error());
  book.announce(slot);
  Result<sys::Cloned> child = clone_child(*cradle, **baton, book.slot(slot));
  if (!child) {
    (*baton)->take_back();
    cradle->abandon();
    return std::unexpected(child.error());
  }
  book.running(slot);
  (*baton)->holder = cradle.get();
  occupied_.push_back(std::move(cradle));
  return Child{.pid = child->pid, .pidfd = std::move(child->pidfd)};
}

Result<sys::Cloned> Spawner::clone_child(Cradle& cradle, const Baton& baton, Slot& slot) {
  sys::CloneRequest request{.flags = clone_flags,
                            .parent_tid = reinterpret_cast<pid_t*>(&slot.pid),
                            .child_tid = reinterpret_cast<pid_t*>(&cradle.life()),
                            .stack = cradle.stack().data(),
                            .stack_bytes = cradle.stack().size(),
                            .entry = child_main,
                            .argument = &cradle.steps()};
  if (way_ == CloneWay::automatic) {
    cradle.occupy(slot, baton, ignored_signals_, true);
    request.flags |= CLONE_FILES;
    Result<sys::Cloned> child = sys::clone_modern(request);
    bool refused = !child && (child.error().code == ENOSYS || child.error().code == EPERM);
    if (!refused) return child;
    way_ = CloneWay::old;
    request.flags = clone_flags;
  }
  cradle.occupy(slot, baton, ignored_signals_, false);
  return sys::clone_old(request);
}

void Spawner::open_batons() {
  sys::Limits limits = sys::descriptor_limits().value_or(sys::Limits{});
  std::uint64_t wanted = std::clamp<std::uint64_t>(limits.soft / descriptors_per_baton, 1, batons_most);
  while (batons_.size() < wanted) {
    Result<Baton> baton = Baton::create();
    if (!baton) return;  // fewer will do; none is told by free_baton
    batons_.push_back(std::move(*baton));
  }
}

/// A baton that no child is still to take its caller from. Waits when the children are that far behind.
Result<Baton*> Spawner::free_baton() {
  if (batons_.empty()) open_batons();
  if (batons_.empty()) return failed("socketpair", EMFILE, {});
  for (;;) {
    for (Baton& baton : batons_) {
      if (baton.holder != nullptr && baton.holder->caller_taken()) baton.holder = nullptr;
      if (baton.holder == nullptr) return &baton;
    }
    look_who_left();
    for (const auto& cradle : occupied_) {
      if (cradle->caller_taken()) continue;
      cradle->await_settled(patience_ms);
      break;
    }
  }
}

Result<std::unique_ptr<Cradle>> Spawner::vacant_cradle() {
  look_who_left();
  if (idle_.empty()) return Cradle::create();
  std::unique_ptr<Cradle> cradle = std::move(idle_.back());
  idle_.pop_back();
  return cradle;
}

/// A few cradles are looked at each time; one whose child hangs before exec goes to the end of the queue.
void Spawner::look_who_left() {
  for (std::size_t looks = std::min(looks_per_spawn, occupied_.size()); looks > 0; --looks) {
    std::unique_ptr<Cradle> cradle = std::move(occupied_.front());
    occupied_.pop_front();
    if (!cradle->vacant()) {
      occupied_.push_back(std::move(cradle));
      continue;
    }
    reclaim_baton(*cradle);
    if (idle_.size() < idle_most) idle_.push_back(std::move(cradle));
  }
}

/// A child that died on its way has left its caller in the baton.
void Spawner::reclaim_baton(const Cradle& cradle) {
  for (Baton& baton : batons_) {
    if (baton.holder != &cradle) continue;
    if (!cradle.caller_taken()) baton.take_back();
    baton.holder = nullptr;
  }
}

}  // namespace rouse::process
