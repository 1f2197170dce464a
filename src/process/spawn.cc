#include "process/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "sys/signal.h"

namespace rouse::process {

namespace {

constexpr int caller_place = 0;        // the one descriptor that the child takes with it
constexpr std::size_t idle_most = 32;  // cradles kept for the next children
constexpr std::size_t looks_per_spawn = 8;
constexpr int patience_ms = 100;
constexpr int last_patience_ms = 1000;

constexpr std::uint64_t clone_flags = CLONE_VM | CLONE_PARENT | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

/// The kernel can copy the descriptor table without what is closed anyway. Asked about no descriptor at all.
bool can_unshare_in_close_range() { return ::close_range(~0U, ~0U, CLOSE_RANGE_UNSHARE) == 0; }

}  // namespace

Spawner::Spawner(CloneWay way)
    : null_(::open("/dev/null", O_RDWR | O_CLOEXEC)),
      way_(way),
      privileged_(::geteuid() == 0),
      ignored_signals_(sys::ignored_signals()) {
  if (null_.raw() == caller_place) null_.reset(::fcntl(null_.raw(), F_DUPFD_CLOEXEC, 3));
  ::dup2(null_.raw(), caller_place);
  if (!can_unshare_in_close_range()) way_ = CloneWay::old;
}

Spawner::~Spawner() {
  for (std::unique_ptr<Cradle>& cradle : occupied_) {
    if (!cradle->await_gone(last_patience_ms)) (void)cradle.release();
  }
}

Result<Child> Spawner::spawn(Book& book, SlotNumber slot, std::shared_ptr<const Recipe> recipe, int caller_fd,
                             Strings caller_env) {
  Result<std::unique_ptr<Cradle>> cradle = vacant_cradle();
  if (!cradle || ::dup2(caller_fd, caller_place) < 0) {
    book.retract(slot);
    return cradle ? failed("dup2") : std::unexpected(cradle.error());
  }
  (*cradle)->prepare(std::move(recipe), std::move(caller_env), privileged_);
  book.announce(slot);
  Result<sys::Cloned> child = clone_child(**cradle, book.slot(slot));
  ::dup2(null_.raw(), caller_place);
  if (!child) {
    (*cradle)->abandon();
    idle_.push_back(std::move(*cradle));
    book.retract(slot);
    return std::unexpected(child.error());
  }
  book.running(slot);
  occupied_.push_back(std::move(*cradle));
  return Child{.pid = child->pid, .pidfd = std::move(child->pidfd)};
}

Result<sys::Cloned> Spawner::clone_child(Cradle& cradle, Slot& slot) {
  sys::CloneRequest request{.flags = clone_flags,
                            .parent_tid = reinterpret_cast<pid_t*>(&slot.pid),
                            .child_tid = reinterpret_cast<pid_t*>(&cradle.life()),
                            .stack = cradle.stack().data(),
                            .stack_bytes = cradle.stack().size(),
                            .entry = child_main,
                            .argument = &cradle.steps()};
  if (way_ == CloneWay::automatic) {
    cradle.occupy(slot, ignored_signals_, true);
    request.flags |= CLONE_FILES;
    Result<sys::Cloned> child = sys::clone_modern(request);
    while (child && !cradle.await_apart(patience_ms)) {
    }
    bool refused = !child && (child.error().code == ENOSYS || child.error().code == EPERM);
    if (!refused) return child;
    way_ = CloneWay::old;
    request.flags = clone_flags;
  }
  cradle.occupy(slot, ignored_signals_, false);
  return sys::clone_old(request);
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
    } else if (idle_.size() < idle_most) {
      idle_.push_back(std::move(cradle));
    }
  }
}

}  // namespace rouse::process
