#include "builtin/relay.h"

#include <utility>

namespace rouse::builtin {

Relay::Relay(loop::Loop* loop, Fd caller, Fd target, PipePool* pipes, Duration idle_limit)
    : loop_(*loop),
      stirred_(*loop),
      caller_(*loop, std::move(caller), loop::Trigger::edge),
      target_(*loop, std::move(target), loop::Trigger::edge),
      forth_(pipes),
      back_(pipes),
      idle_limit_(idle_limit),
      last_moved_(loop->now()) {
  watched_ = caller_.stir(stirred_) && target_.stir(stirred_);
}

Relay::State Relay::move_on() {
  if (!watched_) return State::target_gone;
  look_at_channels();
  std::uint64_t moved_before = forth_.moved_bytes() + back_.moved_bytes();
  Flow::State forth = forth_.move_on(caller_.raw(), target_.raw());
  Flow::State back = back_.move_on(target_.raw(), caller_.raw());
  if (forth == Flow::State::source_gone || back == Flow::State::sink_gone) return State::caller_gone;
  if (forth == Flow::State::sink_gone || back == Flow::State::source_gone) return State::target_gone;
  if (forth == Flow::State::done && back == Flow::State::done) return State::finished;
  hungry_ = forth == Flow::State::hungry || back == Flow::State::hungry;
  return nothing_for_too_long(moved_before) ? State::idle : State::going_on;
}

loop::TimedWait Relay::stirred() {
  if (hungry_) return loop::TimedWait(loop_, nullptr, false, loop_.now());
  return stirred_.raised_until(limited() ? last_moved_ + idle_limit_ : Instant::max());
}

void Relay::look_at_channels() {
  if (caller_.was_readable()) forth_.source_stirred();
  if (target_.was_writable()) forth_.sink_stirred();
  if (target_.was_readable()) back_.source_stirred();
  if (caller_.was_writable()) back_.sink_stirred();
}

bool Relay::nothing_for_too_long(std::uint64_t moved_before) {
  if (!limited()) return false;
  Instant now = loop_.now();
  if (forth_.moved_bytes() + back_.moved_bytes() != moved_before) last_moved_ = now;
  return now - last_moved_ >= idle_limit_;
}

}  // namespace rouse::builtin
