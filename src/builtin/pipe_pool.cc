#include "builtin/pipe_pool.h"

#include <utility>

namespace rouse::builtin {

std::optional<sys::Pipe> PipePool::take() {
  if (lent_ >= limit_) return std::nullopt;
  std::optional<sys::Pipe> pipe;
  if (kept_.empty()) {
    pipe = fresh();
  } else {
    pipe = std::move(kept_.back());
    kept_.pop_back();
  }
  if (pipe) ++lent_;
  return pipe;
}

/// Asked for when none is kept, so those that are lent are all there are.
std::optional<sys::Pipe> PipePool::fresh() const {
  Result<sys::Pipe> pipe = sys::open_pipe();
  if (!pipe) return std::nullopt;
  if (lent_ < wide_limit) sys::widen_pipe(*pipe, wide_bytes);  // where it may not, the usual width does
  return std::move(*pipe);
}

void PipePool::give_back(sys::Pipe pipe, bool empty) {
  --lent_;
  if (empty && kept_.size() < kept_limit) kept_.push_back(std::move(pipe));
}

}  // namespace rouse::builtin
