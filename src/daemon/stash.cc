#include "daemon/stash.h"

#include <algorithm>
#include <utility>

namespace rouse::daemon {

void Stash::keep(std::span<const process::DepositNumber> numbers, std::vector<Fd> fds) {
  for (std::size_t i = 0; i < std::min(numbers.size(), fds.size()); ++i) {
    held_[numbers[i]] = std::move(fds[i]);
    last_ = std::max(last_, numbers[i]);
  }
}

void Stash::keep(process::DepositNumber number, Fd fd, process::DepositNumber last) {
  held_[number] = std::move(fd);
  last_ = std::max({last_, number, last});
}

void Stash::drop(std::span<const process::DepositNumber> numbers) {
  for (process::DepositNumber number : numbers) held_.erase(number);
}

std::vector<std::pair<process::DepositNumber, int>> Stash::items() const {
  std::vector<std::pair<process::DepositNumber, int>> out;
  for (const auto& [number, fd] : held_) out.emplace_back(number, fd.raw());
  return out;
}

std::vector<process::Deposit> Stash::hand_out() {
  std::vector<process::Deposit> out;
  for (auto& [number, fd] : held_) out.push_back({number, std::move(fd)});
  held_.clear();
  std::ranges::sort(out, {}, &process::Deposit::number);
  return out;
}

}  // namespace rouse::daemon
