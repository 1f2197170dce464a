#include "builtin/pipe_pool.h"

#include <utility>

namespace rouse::builtin {

std::optional<sys::Pipe> PipePool::take() {
  if (lent_ >= limit_) return std::nullopt;
  if (kept_.empty()) {
    Result<sys::Pipe> fresh = sys::open_pipe();
    if (!fresh) return std::nullopt;
    kept_.push_back(std::move(*fresh));
  }
  sys::Pipe pipe = std::move(kept_.back());
  kept_.pop_back();
  ++lent_;
  return pipe;
}

void PipePool::give_back(sys::Pipe pipe, bool empty) {
  --lent_;
  if (empty && kept_.size() < kept_limit) kept_.push_back(std::move(pipe));
}

}  // namespace rouse::builtin
