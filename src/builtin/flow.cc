#include "builtin/flow.h"

#include <utility>

#include "builtin/progress.h"
#include "sys/socket.h"

namespace rouse::builtin {

namespace {

constexpr std::size_t splice_bytes = 1 << 20;  // as much as the pipe holds

}  // namespace

Flow::State Flow::move_on(int source, int sink) {
  State state = State::hungry;
  for (int round = 0; round < 2 * rounds_per_turn && state == State::hungry; ++round)
    state = step(source, sink);
  if (piped_bytes_ == 0) let_go_of_pipe();
  return state;
}

/// `hungry`: it may go on at once.
Flow::State Flow::step(int source, int sink) {
  if (done_) return State::done;
  if (piped_bytes_ > 0) return writable_ ? empty(sink) : State::waiting;
  if (ended_) {
    done_ = true;
    if (!sys::shutdown_writing(sink)) return State::sink_gone;
    return State::done;
  }
  return readable_ ? fill(source, sink) : State::waiting;
}

Flow::State Flow::fill(int source, int sink) {
  if (!pipe_.read_end) {
    std::optional<sys::Pipe> pipe = pipes_.take();
    if (!pipe) return copy(source, sink);
    pipe_ = std::move(*pipe);
  }
  Result<std::size_t> got = sys::splice_some(source, pipe_.write_end.raw(), splice_bytes);
  if (!got) return source_failed(got.error());
  piped_bytes_ = static_cast<std::uint32_t>(*got);
  ended_ = *got == 0;
  return State::hungry;
}

Flow::State Flow::empty(int sink) {
  Result<std::size_t> sent = sys::splice_some(pipe_.read_end.raw(), sink, piped_bytes_);
  if (!sent) return sink_failed(sent.error());
  piped_bytes_ -= static_cast<std::uint32_t>(*sent);
  moved_bytes_ += *sent;
  return State::hungry;
}

/// Without a pipe: looks, sends, and takes exactly what could be sent.
Flow::State Flow::copy(int source, int sink) {
  std::span<std::byte> room = pipes_.scratch().bytes;
  if (!writable_) return State::waiting;
  Result<std::size_t> seen = sys::peek_some(source, room);
  if (!seen) return source_failed(seen.error());
  ended_ = *seen == 0;
  if (ended_) return State::hungry;
  Result<std::size_t> sent = sys::send_some(sink, room.first(*seen));
  if (!sent) return sink_failed(sent.error());
  moved_bytes_ += *sent;
  if (!sys::discard_some(source, room.first(*sent))) return State::source_gone;
  return State::hungry;
}

Flow::State Flow::source_failed(const Error& error) {
  if (error.code == EINTR) return State::hungry;
  if (error.code != EAGAIN) return State::source_gone;
  readable_ = false;
  return State::waiting;
}

Flow::State Flow::sink_failed(const Error& error) {
  if (error.code == EINTR) return State::hungry;
  if (error.code != EAGAIN) return State::sink_gone;
  writable_ = false;
  return State::waiting;
}

void Flow::let_go_of_pipe() {
  if (pipe_.read_end) pipes_.give_back(std::move(pipe_), piped_bytes_ == 0);
}

}  // namespace rouse::builtin
