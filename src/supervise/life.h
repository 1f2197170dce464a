// The life of a resident, as one table: in every state it is told what every event means.
//
// A resident is wanted or not, and it has a process or not; its states are what lies between. Orders (start,
// stop, restart) come from the configuration and from administrators, at any time; the rest is reported:
// `clear` when those that it comes after are up, `ready` when it serves, `deadline` when the time of the
// state is over, and one of three when its process has ended (or could not be started): it comes `back`, it
// has `finished` (all is well, it is not to be started again), it is `lost` (it is not started again, and
// that is not well). Which of the three the policy decides (respawn.h); in the states in which its end was
// ordered they mean the same.
//
//     stopped   --start-->  waiting  --clear-->  starting  --ready-->  running
//                              ^                    |
//                              | deadline           | deadline
//                              |                    v
//     given_up               resting             failing
//        ^                     ^
//        +------- lost --------+------- back ------ of starting, running, failing
//
//     stopped  <--ended--  stopping    <--stop----- of starting, running, failing
//     waiting  <--ended--  restarting  <--restart-- of starting, running, failing
//
// On the left, in waiting and resting there is no process; an order to start leads to waiting from all of
// them, one to stop to stopped. What has finished is stopped.
//
// terminate is SIGTERM; a process that has not ended at the deadline of stopping, restarting or failing is
// killed, and its end still has to come: only the book knows that a process has ended. So no resident ever
// has two processes, and `stopped` means that there is none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace rouse::supervise {

enum class State : std::uint8_t {
  stopped,     // nobody wants it
  waiting,     // for those that it comes after
  starting,    // it has a process, which is not ready yet
  running,     // it serves
  stopping,    // told to end, for good
  restarting,  // told to end, to be started again
  failing,     // told to end, because it was not ready in time
  resting,     // will be started again in a while
  given_up,    // it ended too often, or is not to be started again after a failure
  count
};

enum class Event : std::uint8_t {
  start,
  stop,
  restart,
  clear,     // nobody is to be waited for any more
  ready,     // it said that it serves
  deadline,  // the time of the state is over
  back,      // its process has ended, and it comes back
  finished,  // the same, and that is all
  lost,      // the same, and nobody helps it any more
  count
};

enum class Action : std::uint8_t {
  none,
  await,      // those that it comes after
  spawn,      // start its process, and wait until it is ready
  announce,   // that it serves
  terminate,  // tell its process to end, and wait for that
  kill,
  rest,      // until the back-off is over
  conclude,  // it will not come back by itself
};

struct Step {
  State next;
  Action action;
};

inline constexpr std::size_t state_count = static_cast<std::size_t>(State::count);
inline constexpr std::size_t event_count = static_cast<std::size_t>(Event::count);

/// By state, then by event, both in the order of their enumerators.
inline constexpr auto life_table = [] {
  using enum State;
  using enum Action;
  using Row = std::array<Step, event_count>;
  // clang-format off
  return std::array<Row, state_count>{{
    // Each row: start,      stop,                   restart,
    //           clear,      ready,                  deadline,
    //           back,       finished,               lost
    // stopped
    {{{waiting, await},       {stopped, none},        {waiting, await},
      {stopped, none},        {stopped, none},        {stopped, none},
      {stopped, none},        {stopped, none},        {stopped, none}}},
    // waiting
    {{{waiting, none},        {stopped, none},        {waiting, none},
      {starting, spawn},      {waiting, none},        {waiting, none},
      {waiting, none},        {waiting, none},        {waiting, none}}},
    // starting
    {{{starting, none},       {stopping, terminate},  {restarting, terminate},
      {starting, none},       {running, announce},    {failing, terminate},
      {resting, rest},        {stopped, conclude},    {given_up, conclude}}},
    // running
    {{{running, none},        {stopping, terminate},  {restarting, terminate},
      {running, none},        {running, none},        {running, none},
      {resting, rest},        {stopped, conclude},    {given_up, conclude}}},
    // stopping
    {{{restarting, none},     {stopping, none},       {restarting, none},
      {stopping, none},       {stopping, none},       {stopping, kill},
      {stopped, none},        {stopped, none},        {stopped, none}}},
    // restarting
    {{{restarting, none},     {stopping, none},       {restarting, none},
      {restarting, none},     {restarting, none},     {restarting, kill},
      {waiting, await},       {waiting, await},       {waiting, await}}},
    // failing
    {{{failing, none},        {stopping, none},       {restarting, none},
      {failing, none},        {failing, none},        {failing, kill},
      {resting, rest},        {given_up, conclude},   {given_up, conclude}}},
    // resting
    {{{waiting, await},       {stopped, none},        {waiting, await},
      {resting, none},        {resting, none},        {waiting, await},
      {resting, none},        {resting, none},        {resting, none}}},
    // given_up
    {{{waiting, await},       {stopped, none},        {waiting, await},
      {given_up, none},       {given_up, none},       {given_up, none},
      {given_up, none},       {given_up, none},       {given_up, none}}},
  }};
  // clang-format on
}();

constexpr Step step(State state, Event event) {
  return life_table[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

/// Does it have a process in this state?
constexpr bool is_alive(State state) {
  return state == State::starting || state == State::running || state == State::stopping ||
         state == State::restarting || state == State::failing;
}

/// Has somebody ordered the end of its process?
constexpr bool is_leaving(State state) { return state == State::stopping || state == State::restarting; }

/// Is its process told to end?
constexpr bool is_ending(State state) { return is_leaving(state) || state == State::failing; }

/// Neither has nor will have a process, unless somebody orders it.
constexpr bool is_idle(State state) { return state == State::stopped || state == State::given_up; }

/// Is it on its way, so that those who come after it have to wait?
constexpr bool is_coming(State state) {
  return state != State::running && state != State::stopping && !is_idle(state);
}

inline constexpr std::array<std::string_view, state_count> state_words = {
    translatable("stopped"), translatable("waiting"),  translatable("starting"),
    translatable("running"), translatable("stopping"), translatable("restarting"),
    translatable("failing"), translatable("resting"),  translatable("given up")};

/// As people read it.
constexpr std::string_view word_of(State state) { return state_words[static_cast<std::size_t>(state)]; }

}  // namespace rouse::supervise
