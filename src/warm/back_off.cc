#include "warm/back_off.h"

#include <algorithm>

namespace rouse::warm {

using namespace std::chrono_literals;

namespace {

constexpr Duration first_delay = 1s;
constexpr Duration longest_delay = 60s;

}  // namespace

void BackOff::lost(Instant since) {
  last_ = std::clamp(last_ * 2, first_delay, longest_delay);
  until_ = since + last_;
}

}  // namespace rouse::warm
