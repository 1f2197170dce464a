#include "builtin/relay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "sys/socket.h"

namespace rouse::builtin {

namespace {

/// What cannot be set (a socket that is not TCP) is not needed.
void prepare(int fd, const RedirectPlan& plan) {
  sys::set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (plan.keepalive) sys::set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  sys::set_nonblocking(fd, true);
}

}  // namespace

Relay::Relay(loop::Loop* loop, Fd caller, Fd target, PipePool* pipes, const RedirectPlan& plan, Instant until)
    : loop_(*loop),
      stirred_(*loop),
      caller_(*loop, std::move(caller), loop::Trigger::edge),
      target_(*loop, std::move(target), loop::Trigger::edge),
      forth_(pipes),
      back_(pipes),
      idle_limit_(plan.idle_timeout),
      until_(until),
      last_moved_(loop->now()) {
  prepare(caller_.raw(), plan);
  prepare(target_.raw(), plan);
  watched_ = caller_.stir(stirred_) && target_.stir(stirred_);
}

bool Relay::move_on() {
  state_ = moved();
  return state_ == State::going_on;
}

Relay::State Relay::moved() {
  if (!watched_) return State::target_gone;
  look_at_channels();
  std::uint64_t moved_before = forth_.moved_bytes() + back_.moved_bytes();
  Flow::State forth = forth_.move_on(caller_.raw(), target_.raw());
  Flow::State back = back_.move_on(target_.raw(), caller_.raw());
  if (forth == Flow::State::source_gone || back == Flow::State::sink_gone) return State::caller_gone;
  if (forth == Flow::State::sink_gone || back == Flow::State::source_gone) return State::target_gone;
  if (forth == Flow::State::done && back == Flow::State::done) return State::finished;
  hungry_ = forth == Flow::State::hungry || back == Flow::State::hungry;
  return state_at(loop_.now(), moved_before);
}

loop::TimedWait Relay::stirred() {
  if (hungry_) return loop::TimedWait(loop_, nullptr, false, loop_.now());
  return stirred_.raised_until(std::min(idle_until(), until_));
}

void Relay::look_at_channels() {
  if (caller_.was_readable()) forth_.source_stirred();
  if (target_.was_writable()) forth_.sink_stirred();
  if (target_.was_readable()) back_.source_stirred();
  if (caller_.was_writable()) back_.sink_stirred();
}

Relay::State Relay::state_at(Instant now, std::uint64_t moved_before) {
  if (forth_.moved_bytes() + back_.moved_bytes() != moved_before) last_moved_ = now;
  if (now >= until_) return State::overtime;
  return now >= idle_until() ? State::idle : State::going_on;
}

Instant Relay::idle_until() const {
  return idle_limit_ > Duration::zero() ? last_moved_ + idle_limit_ : loop::never;
}

}  // namespace rouse::builtin
