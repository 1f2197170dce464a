// Ring: the last events, whatever log_type says; the oldest falls out. Memory is bounded by the capacity.
#pragma once

#include <cstdint>
#include <vector>

#include "log/event.h"

namespace rouse::log {

class Ring {
 public:
  explicit Ring(std::size_t capacity = 1024) : capacity_(capacity) {}
  void add(Event event) {
    ++total_;
    if (events_.size() < capacity_) {
      events_.push_back(std::move(event));
    } else if (capacity_ > 0) {
      events_[oldest_] = std::move(event);
      oldest_ = (oldest_ + 1) % capacity_;
    }
  }
  std::size_t size() const { return events_.size(); }
  /// 0 is the oldest; `index` must be below size().
  const Event& operator[](std::size_t index) const { return events_[(oldest_ + index) % events_.size()]; }
  /// Events ever added: what is missing here was `total() - size()`.
  std::uint64_t total() const { return total_; }

 private:
  std::size_t capacity_;
  std::size_t oldest_ = 0;
  std::vector<Event> events_;
  std::uint64_t total_ = 0;
};

}  // namespace rouse::log
