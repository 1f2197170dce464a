#include "loop/channel.h"

#include <sys/epoll.h>

#include <cerrno>
#include <chrono>

#include "loop/flag.h"

namespace rouse::loop {

namespace {

constexpr Duration refused_retry = std::chrono::milliseconds(50);
constexpr std::uint32_t broken = EPOLLERR | EPOLLHUP;
constexpr std::uint32_t both = EPOLLIN | EPOLLOUT;
constexpr std::uint32_t edge_events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

}  // namespace

Channel::Channel(Loop& loop, Fd fd, Trigger trigger)
    : loop_(loop), ticket_(loop.enroll(*this)), fd_(std::move(fd)), trigger_(trigger) {}

Channel::~Channel() {
  withdraw();
  loop_.dismiss(ticket_);
}

Fd Channel::release() {
  withdraw();
  return std::move(fd_);
}

Wait Channel::readable() { return wait(EPOLLIN); }
Wait Channel::writable() { return wait(EPOLLOUT); }
TimedWait Channel::readable_until(Instant deadline) { return wait_until(EPOLLIN, deadline); }
TimedWait Channel::writable_until(Instant deadline) { return wait_until(EPOLLOUT, deadline); }

bool Channel::stir(Flag& stirred) {
  stirred_ = &stirred;
  return arm(EPOLLIN) == Armed::yes;
}
bool Channel::was_readable() { return consume(EPOLLIN); }
bool Channel::was_writable() { return consume(EPOLLOUT); }

Wait Channel::wait(std::uint32_t event) {
  if (consume(event)) return Wait(loop_, nullptr, true);
  Armed armed = arm(event);
  if (armed == Armed::refused) return Wait(loop_, nullptr, false, loop_.now() + refused_retry);
  return Wait(loop_, &waiters_, armed == Armed::always_ready, never, static_cast<std::uint8_t>(event));
}

TimedWait Channel::wait_until(std::uint32_t event, Instant deadline) {
  if (consume(event)) return TimedWait(loop_, nullptr, true, deadline);
  Armed armed = arm(event);
  if (armed == Armed::refused && loop_.now() + refused_retry < deadline) {
    return TimedWait(loop_, nullptr, false, loop_.now() + refused_retry, 0, true);
  }
  return TimedWait(loop_, &waiters_, armed == Armed::always_ready, deadline,
                   static_cast<std::uint8_t>(event));
}

bool Channel::consume(std::uint32_t event) {
  bool happened = (latched_ & event) != 0;
  latched_ = static_cast<std::uint8_t>(latched_ & ~event);
  return happened;
}

Channel::Armed Channel::arm(std::uint32_t event) {
  if ((armed_ & event) != 0) return Armed::yes;
  std::uint32_t wanted = trigger_ == Trigger::edge ? edge_events : armed_ | event;
  bool done = control(armed_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, wanted);
  if (!done && errno == EEXIST) done = control(EPOLL_CTL_MOD, wanted);
  if (done) return Armed::yes;
  return errno == EPERM ? Armed::always_ready : Armed::refused;  // EPERM: a file, which never blocks
}

bool Channel::control(int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = ticket_;
  if (::epoll_ctl(loop_.epoll_.raw(), operation, fd_.raw(), &event) != 0) return false;
  armed_ = static_cast<std::uint8_t>(events & both);
  return true;
}

void Channel::withdraw() {
  if (armed_ != 0) control(EPOLL_CTL_DEL, 0);
  armed_ = 0;
}

void Channel::happened(std::uint32_t events) {
  if ((events & EPOLLRDHUP) != 0) events |= EPOLLIN;
  if ((events & broken) != 0) events |= EPOLLIN | EPOLLOUT;
  std::uint32_t unwanted = wake(EPOLLIN, events) | wake(EPOLLOUT, events);
  if (trigger_ == Trigger::level) disarm(unwanted);
  if (trigger_ == Trigger::edge && unwanted != 0) latch(unwanted);
}

std::uint32_t Channel::wake(std::uint32_t event, std::uint32_t events) {
  std::uint32_t unwanted = events & event;
  if (unwanted == 0) return 0;
  while (Waiter* waiter = waiters_.take_first([event](const Waiter& one) { return one.event == event; })) {
    loop_.make_ready(*waiter);
    unwanted = 0;
  }
  return unwanted;
}

void Channel::latch(std::uint32_t unwanted) {
  latched_ = static_cast<std::uint8_t>(latched_ | unwanted);
  if (stirred_ != nullptr) stirred_->raise();
}

void Channel::disarm(std::uint32_t unwanted) {
  std::uint32_t wanted = armed_ & ~unwanted;
  if (wanted == armed_) return;
  control(wanted == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, wanted);
}

}  // namespace rouse::loop
