#include "loop/channel.h"

#include <sys/epoll.h>

#include <cerrno>
#include <chrono>

namespace rouse::loop {

namespace {

constexpr Duration refused_retry = std::chrono::milliseconds(50);
constexpr std::uint32_t broken = EPOLLERR | EPOLLHUP;
constexpr std::uint32_t edge_events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

}  // namespace

Channel::Channel(Loop& loop, Fd fd, Trigger trigger)
    : loop_(loop),
      fd_(std::move(fd)),
      trigger_(trigger),
      ticket_(loop.enroll(*this)),
      in_{.event = EPOLLIN, .latched = false, .waiters = {}},
      out_{.event = EPOLLOUT, .latched = false, .waiters = {}} {}

Channel::~Channel() {
  withdraw();
  loop_.dismiss(ticket_);
}

Fd Channel::release() {
  withdraw();
  return std::move(fd_);
}

Wait Channel::readable() { return wait(in_); }
Wait Channel::writable() { return wait(out_); }
TimedWait Channel::readable_until(Instant deadline) { return wait_until(in_, deadline); }
TimedWait Channel::writable_until(Instant deadline) { return wait_until(out_, deadline); }

Wait Channel::wait(Side& side) {
  if (consume(side)) return Wait(loop_, nullptr, true);
  Armed armed = arm(side.event);
  if (armed == Armed::refused) return Wait(loop_, nullptr, false, loop_.now() + refused_retry);
  return Wait(loop_, &side.waiters, armed == Armed::always_ready);
}

TimedWait Channel::wait_until(Side& side, Instant deadline) {
  if (consume(side)) return TimedWait(loop_, nullptr, true, deadline);
  Armed armed = arm(side.event);
  if (armed == Armed::refused && loop_.now() + refused_retry < deadline) {
    return TimedWait(loop_, nullptr, false, loop_.now() + refused_retry, true);
  }
  return TimedWait(loop_, &side.waiters, armed == Armed::always_ready, deadline);
}

bool Channel::consume(Side& side) { return std::exchange(side.latched, false); }

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
  armed_ = events;
  return true;
}

void Channel::withdraw() {
  if (armed_ != 0) control(EPOLL_CTL_DEL, 0);
  armed_ = 0;
}

void Channel::happened(std::uint32_t events) {
  std::uint32_t unwanted = wake(in_, events) | wake(out_, events);
  if (trigger_ == Trigger::level) disarm(unwanted);
}

std::uint32_t Channel::wake(Side& side, std::uint32_t events) {
  bool hit = (events & (side.event | broken)) != 0 || (side.event == EPOLLIN && (events & EPOLLRDHUP) != 0);
  if (!hit) return 0;
  if (side.waiters.empty()) {
    side.latched = trigger_ == Trigger::edge;
    return side.event;
  }
  while (Waiter* waiter = side.waiters.pop_front()) loop_.make_ready(*waiter);
  return 0;
}

void Channel::disarm(std::uint32_t unwanted) {
  std::uint32_t wanted = armed_ & ~unwanted;
  if (wanted == armed_) return;
  control(wanted == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, wanted);
}

}  // namespace rouse::loop
