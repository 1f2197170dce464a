// Keepsake: a descriptor of a resident that outlives the steward: the keeper holds a duplicate, and the
// resident's record has its number.
#pragma once

#include "base/fd.h"
#include "process/custody.h"

namespace rouse::supervise {

/// Where such descriptors lie.
class Vault : public process::Custody {
 public:
  /// What a steward that is dead has left under this number, which stays there until drop(). Once; none: it
  /// has left nothing.
  virtual Fd recover(process::DepositNumber number) = 0;
};

class Keepsake {
 public:
  /// Both must outlive this. `number` lies in the record; 0: nothing is kept.
  Keepsake(Vault& vault, process::DepositNumber& number) : vault_(vault), number_(number) {}
  Keepsake(const Keepsake&) = delete;
  Keepsake& operator=(const Keepsake&) = delete;
  ~Keepsake() { drop(); }

  /// Keeps `fd`, which must stay open until drop().
  void keep(int fd) {
    drop();
    number_ = vault_.keep(fd);
  }
  /// What the last steward has kept; none: nothing, and nothing is kept.
  Fd recover() {
    Fd found = number_ == 0 ? Fd() : vault_.recover(number_);
    if (!found) drop();
    return found;
  }
  void drop() {
    if (number_ != 0) vault_.drop(number_);
    number_ = 0;
  }

 private:
  Vault& vault_;
  process::DepositNumber& number_;
};

}  // namespace rouse::supervise
