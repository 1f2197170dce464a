// A vault that holds duplicates, as the keeper does.
#pragma once

#include <fcntl.h>

#include <map>
#include <set>

#include "supervise/keepsake.h"

namespace rouse::fakes {

class FakeVault final : public supervise::Vault {
 public:
  process::DepositNumber keep(int fd) override {
    held[++last] = Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
    return last;
  }
  void drop(process::DepositNumber number) override {
    if (!is_dead) held.erase(number);
  }
  Fd recover(process::DepositNumber number) override {
    auto found = held.find(number);
    return found == held.end() ? Fd() : Fd(::fcntl(found->second.raw(), F_DUPFD_CLOEXEC, 3));
  }

  std::map<process::DepositNumber, Fd> held;
  process::DepositNumber last = 0;
  bool is_dead = false;  // the steward: it drops nothing any more
};

}  // namespace rouse::fakes
