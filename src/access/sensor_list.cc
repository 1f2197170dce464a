#include "access/sensor_list.h"

#include <algorithm>
#include <utility>

namespace rouse::access {

namespace {

/// Somebody who calls again and again makes no news of it more than once a second.
constexpr std::chrono::seconds grain{1};

}  // namespace

SensorList::Outcome SensorList::shut_out(const net::Address& source, Instant end, Instant now) {
  auto found = ends_.find(source.unmapped());
  if (found != ends_.end() && now < found->second) {
    if (end - grain < found->second) return Outcome::unchanged;
    found->second = end;
    return Outcome::extended;
  }
  if (found == ends_.end()) {
    if (ends_.size() >= most) forget_expired(now);
    if (ends_.size() >= most) return Outcome::full;
  }
  ends_.insert_or_assign(source.unmapped(), end);
  first_end_ = std::min(first_end_, end);
  return Outcome::added;
}

bool SensorList::lists(const net::Address& caller, Instant now) const {
  auto found = ends_.find(caller.unmapped());
  return found != ends_.end() && now < found->second;
}

bool SensorList::sweep(Instant now) {
  forget_expired(now);
  return std::exchange(forgot_some_, false);
}

void SensorList::forget_expired(Instant now) {
  if (now < first_end_) return;
  forgot_some_ |= std::erase_if(ends_, [&](const auto& entry) { return entry.second <= now; }) > 0;
  first_end_ = never;
  for (const auto& [source, end] : ends_) first_end_ = std::min(first_end_, end);
}

Instant end_of_denial(std::int64_t deny_time_min, Instant now) {
  constexpr std::int64_t century_min = std::int64_t{100} * 365 * 24 * 60;
  if (deny_time_min < 0 || deny_time_min > century_min) return SensorList::never;
  return now + std::chrono::minutes(deny_time_min);
}

}  // namespace rouse::access
