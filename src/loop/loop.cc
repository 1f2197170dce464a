#include "loop/loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "loop/channel.h"

namespace rouse::loop {

namespace {

constexpr int events_per_turn = 128;

constexpr std::uint32_t index_of(std::uint64_t ticket) { return static_cast<std::uint32_t>(ticket); }

}  // namespace

Result<std::unique_ptr<Loop>> Loop::create(const Clock& clock) {
  Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return failed("epoll_create");
  return std::unique_ptr<Loop>(new Loop(clock, std::move(epoll)));
}

Loop::~Loop() { free_finished(); }

void Loop::run() {
  while (!stopped_) turn(-1);
  stopped_ = false;
}

std::size_t Loop::turn(int timeout_ms) {
  std::array<epoll_event, events_per_turn> events;
  int count = ::epoll_wait(epoll_.raw(), events.data(), events_per_turn, wait_ms(timeout_ms));
  for (int i = 0; i < count; ++i) deliver(events[static_cast<std::size_t>(i)]);
  Instant now = clock_.now();
  while (Waiter* due = timers_.take_due(now)) {
    due->expired = true;
    make_ready(*due);
  }
  return resume_ready();
}

int Loop::wait_ms(int timeout_ms) const {
  if (!ready_.empty()) return 0;
  std::optional<Instant> next = timers_.next();
  if (!next) return timeout_ms;
  auto until = std::chrono::ceil<std::chrono::milliseconds>(*next - clock_.now()).count();
  auto bounded = std::clamp<std::int64_t>(until, 0, std::numeric_limits<int>::max());
  return timeout_ms < 0 ? static_cast<int>(bounded) : std::min(timeout_ms, static_cast<int>(bounded));
}

void Loop::deliver(const epoll_event& event) {
  Channel* channel = channels_[index_of(event.data.u64)];
  if (channel != nullptr && channel->ticket_ == event.data.u64) channel->happened(event.events);
}

std::size_t Loop::resume_ready() {
  List<Waiter> now_ready;
  now_ready.take_all(ready_);
  std::size_t resumed = 0;
  while (Waiter* waiter = now_ready.pop_front()) {
    waiter->handle.resume();
    free_finished();
    ++resumed;
  }
  return resumed;
}

void Loop::make_ready(Waiter& waiter) {
  timers_.cancel(waiter);
  ready_.push_back(waiter);
}

void Loop::free_finished() {
  while (!finished_.empty()) {
    std::coroutine_handle<> frame = finished_.back();
    finished_.pop_back();
    frame.destroy();
  }
}

std::uint64_t Loop::enroll(Channel& channel) {
  if (vacant_.empty()) {
    vacant_.push_back(static_cast<std::uint32_t>(channels_.size()));
    channels_.push_back(nullptr);
  }
  std::uint32_t index = vacant_.back();
  vacant_.pop_back();
  channels_[index] = &channel;
  return std::uint64_t{++enrolled_} << 32 | index;
}

void Loop::dismiss(std::uint64_t ticket) {
  channels_[index_of(ticket)] = nullptr;
  vacant_.push_back(index_of(ticket));
}

}  // namespace rouse::loop
