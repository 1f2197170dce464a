// KeeperBirths: parked processes as children of the keeper, like the servers of callers, each with a slot in
// the book.
#pragma once

#include <string>

#include "process/book.h"
#include "process/spawn.h"
#include "warm/births.h"

namespace rouse::warm {

class KeeperBirths final : public Births {
 public:
  /// All three must outlive this. `library`: the path of librouse-park.so.
  KeeperBirths(process::Book& book, process::Spawner& spawner, process::Custody& custody, std::string library)
      : book_(book), spawner_(spawner), custody_(custody), library_(std::move(library)) {}

  Examination examine(const process::Recipe& recipe, const process::Strings& watched) override;
  Result<Birth> start(std::string_view id, const process::Recipe& recipe, bool at_io, int near,
                      int far) override;
  void let_go(process::DepositNumber kept) override { custody_.drop(kept); }
  void kill(const process::Child& child) override;

 private:
  process::Book& book_;
  process::Spawner& spawner_;
  process::Custody& custody_;
  std::string library_;
};

}  // namespace rouse::warm
