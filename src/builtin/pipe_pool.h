// PipePool: the pipes through which redirects move bytes inside the kernel. A redirect holds one only while
// bytes are in it: the kernel counts the pages of all pipes of an account and gives small pipes after about a
// thousand, so thousands of idle redirects must not own two each.
#pragma once

#include <optional>
#include <vector>

#include "builtin/scratch.h"
#include "sys/stream.h"

namespace rouse::builtin {

class PipePool {
 public:
  /// Pipes that may be out at once.
  static constexpr std::size_t lent_limit = 512;
  /// Pipes that are kept for the next who needs one.
  static constexpr std::size_t kept_limit = 32;
  /// So many at once are wide: big transfers are a third faster through them. With the others (64 KiB) they
  /// stay below the 16,384 pages that an account has for all its pipes.
  static constexpr std::size_t wide_limit = 32;
  static constexpr int wide_bytes = 1 << 20;

  /// Lends `limit` pipes at most; beyond it (and without descriptors) bytes are moved through `scratch`,
  /// which must outlive the pool.
  explicit PipePool(Scratch* scratch, std::size_t limit = lent_limit) : scratch_(*scratch), limit_(limit) {}

  /// An empty pipe; nothing: there is none to be had, and copying is the way.
  std::optional<sys::Pipe> take();
  /// Takes back a pipe that take() gave: an `empty` one is kept for others, another one closed.
  void give_back(sys::Pipe pipe, bool empty);
  /// Pipes that are out.
  std::size_t lent() const { return lent_; }
  Scratch& scratch() { return scratch_; }

 private:
  std::optional<sys::Pipe> fresh() const;

  Scratch& scratch_;
  std::size_t limit_;
  std::vector<sys::Pipe> kept_;
  std::size_t lent_ = 0;
};

}  // namespace rouse::builtin
