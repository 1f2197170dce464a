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

constexpr std::size_t idle_most = 32;  // cradles kept for the next children
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

Spawner::Spawner(std::vector<Baton> batons, CloneWay way)
    : way_(way),
      privileged_(::geteuid() == 0),
      ignored_signals_(sys::ignored_signals()),
      batons_(batons.empty() ? make_batons() : std::move(batons)) {
  if (!can_unshare_in_close_range()) way_ = CloneWay::old;
  fill_standard_places();
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
  Result<Baton*> baton = give(book.slot(slot), outfit.descriptors);
  if (!baton) return std::unexpected(baton.error());
  book.announce(slot);
  Result<sys::Cloned> child = clone_child(*cradle, **baton, book.slot(slot));
  if (!child) {
    (void)(*baton)->take_back();
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

/// A baton that no child is still to take its caller from; null: there is none now. The last one is the
/// lobby.
Baton* Spawner::free_baton() {
  for (Baton& baton : std::span(batons_).first(batons_.size() - 1)) {
    if (baton.holder != nullptr && baton.holder->caller_taken()) baton.holder = nullptr;
    if (baton.holder == nullptr) return &baton;
  }
  return nullptr;
}

/// Puts `given` into a baton for the child of `slot`. Waits when the children are that far behind; meanwhile
/// the caller is in the lobby, where he outlives this process.
Result<Baton*> Spawner::give(Slot& slot, std::span<const int> given) {
  if (batons_.size() < 2) batons_ = make_batons();
  if (batons_.size() < 2) return failed("socketpair", EMFILE, {});
  Baton* baton = free_baton();
  bool waited = baton == nullptr;
  if (waited) {
    slot.baton = static_cast<std::uint32_t>(batons_.size());
    Result<void> waits = batons_.back().give(given);
    if (!waits) return std::unexpected(waits.error());
    while ((baton = free_baton()) == nullptr) await_children();
  }
  slot.baton = static_cast<std::uint32_t>(baton - batons_.data()) + 1;
  Result<void> done = baton->give(given);
  if (waited) (void)batons_.back().take_back();
  if (!done) return std::unexpected(done.error());
  return baton;
}

void Spawner::await_children() {
  look_who_left();
  for (const auto& cradle : occupied_) {
    if (cradle->caller_taken()) continue;
    cradle->await_settled(patience_ms);
    break;
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
    if (!cradle.caller_taken()) (void)baton.take_back();
    baton.holder = nullptr;
  }
}

}  // namespace rouse::process
