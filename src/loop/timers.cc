#include "loop/timers.h"

#include <utility>

namespace rouse::loop {

void TimerHeap::add(Waiter& waiter) {
  heap_.push_back(&waiter);
  rise(heap_.size() - 1);
}

void TimerHeap::cancel(Waiter& waiter) {
  std::uint32_t hole = std::exchange(waiter.heap_index, Waiter::untimed);
  if (hole == Waiter::untimed) return;
  Waiter* last = heap_.back();
  heap_.pop_back();
  if (last == &waiter) return;
  place(*last, hole);
  rise(hole);
  sink(last->heap_index);
}

std::optional<Instant> TimerHeap::next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front()->deadline;
}

Waiter* TimerHeap::take_due(Instant now) {
  if (heap_.empty() || heap_.front()->deadline > now) return nullptr;
  Waiter* first = heap_.front();
  cancel(*first);
  return first;
}

void TimerHeap::place(Waiter& waiter, std::size_t index) {
  heap_[index] = &waiter;
  waiter.heap_index = static_cast<std::uint32_t>(index);
}

void TimerHeap::rise(std::size_t index) {
  Waiter* waiter = heap_[index];
  while (index > 0) {
    std::size_t parent = (index - 1) / 2;
    if (heap_[parent]->deadline <= waiter->deadline) break;
    place(*heap_[parent], index);
    index = parent;
  }
  place(*waiter, index);
}

void TimerHeap::sink(std::size_t index) {
  Waiter* waiter = heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->deadline < heap_[child]->deadline) ++child;
    if (waiter->deadline <= heap_[child]->deadline) break;
    place(*heap_[child], index);
    index = child;
  }
  place(*waiter, index);
}

}  // namespace rouse::loop
