// The table, all of it: every property is checked by going through every state and every event.
#include "supervise/life.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace rouse::supervise {
namespace {

std::vector<State> states() {
  std::vector<State> out;
  for (std::size_t i = 0; i < state_count; ++i) out.push_back(static_cast<State>(i));
  return out;
}

std::vector<Event> events() {
  std::vector<Event> out;
  for (std::size_t i = 0; i < event_count; ++i) out.push_back(static_cast<Event>(i));
  return out;
}

constexpr bool is_order(Event event) {
  return event == Event::start || event == Event::stop || event == Event::restart;
}
constexpr bool is_end(Event event) {
  return event == Event::back || event == Event::finished || event == Event::lost;
}

/// Everything that can be reached from `from` by events that are `allowed`.
template <class Allowed>
std::set<State> reachable(State from, Allowed allowed) {
  std::set<State> seen{from};
  std::vector<State> open{from};
  while (!open.empty()) {
    State state = open.back();
    open.pop_back();
    for (Event event : events()) {
      if (!allowed(state, event)) continue;
      State next = step(state, event).next;
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

TEST(Life, EveryStateHasAWordAndEveryEventARow) {
  std::set<std::string_view> words;
  for (State state : states()) {
    EXPECT_FALSE(word_of(state).empty());
    EXPECT_TRUE(words.insert(word_of(state)).second) << word_of(state);
    for (Event event : events()) EXPECT_LT(step(state, event).next, State::count) << word_of(state);
  }
}

/// A process comes with spawn alone, and goes with its end alone: there are never two, and none is forgotten.
TEST(Life, AProcessComesWithSpawnAndGoesWithItsEnd) {
  for (State state : states()) {
    for (Event event : events()) {
      auto [next, action] = step(state, event);
      SCOPED_TRACE(testing::Message() << word_of(state) << ", event " << static_cast<int>(event));
      bool spawns = action == Action::spawn;
      bool ends = is_end(event) && is_alive(state);
      EXPECT_EQ(is_alive(next), (is_alive(state) && !ends) || spawns);
      EXPECT_FALSE(spawns && is_alive(state));
      EXPECT_EQ(spawns, !is_alive(state) && next == State::starting);
    }
  }
}

TEST(Life, EventsThatCannotBeMeantChangeNothing) {
  for (State state : states()) {
    for (Event event : events()) {
      bool of_a_process = is_end(event) || event == Event::ready;
      bool meaningless = of_a_process && !is_alive(state);
      if (!meaningless) continue;
      EXPECT_EQ(step(state, event).next, state) << word_of(state);
      EXPECT_EQ(step(state, event).action, Action::none) << word_of(state);
    }
  }
}

TEST(Life, WhoIsToldToEndIsToldOnceAndThenKilled) {
  for (State state : states()) {
    for (Event event : events()) {
      auto [next, action] = step(state, event);
      bool was_told = is_leaving(state) || state == State::failing;
      bool is_told = is_leaving(next) || next == State::failing;
      EXPECT_EQ(action == Action::terminate, is_told && !was_told) << word_of(state);
      EXPECT_EQ(action == Action::kill, was_told && event == Event::deadline) << word_of(state);
    }
  }
}

/// From everywhere, without a further order, whatever else happens: it ends, and nothing starts it.
TEST(Life, AStopAlwaysLeadsToStopped) {
  for (State state : states()) {
    State told = step(state, Event::stop).next;
    auto no_order = [](State, Event event) { return !is_order(event); };
    for (State later : reachable(told, no_order)) {
      EXPECT_TRUE(later == State::stopped || later == State::stopping) << word_of(state);
      for (Event event : events())
        EXPECT_TRUE(is_order(event) || step(later, event).action != Action::spawn) << word_of(later);
    }
    State ended = step(told, Event::lost).next;
    EXPECT_EQ(ended, State::stopped) << word_of(state);
  }
}

TEST(Life, NoStateIsATrap) {
  for (State state : states()) {
    std::set<State> all = reachable(state, [](State, Event) { return true; });
    EXPECT_EQ(all.size(), state_count) << word_of(state);
  }
}

/// A resident that is wanted either serves or is on its way there, until it is concluded.
TEST(Life, WithoutOrdersItComesBackUntilItIsConcluded) {
  auto no_order = [](State, Event event) { return !is_order(event); };
  for (State state :
       {State::waiting, State::starting, State::running, State::restarting, State::failing, State::resting}) {
    EXPECT_TRUE(reachable(state, no_order).contains(State::running)) << word_of(state);
    for (Event event : events()) {
      auto [next, action] = step(state, event);
      bool concluded = action == Action::conclude || event == Event::stop;
      EXPECT_TRUE(!is_idle(next) || concluded) << word_of(state);
    }
  }
}

TEST(Life, OrdersHoldInEveryState) {
  for (State state : states()) {
    EXPECT_FALSE(is_idle(step(state, Event::start).next)) << word_of(state);
    EXPECT_NE(step(state, Event::start).next, State::stopping) << word_of(state);
    State again = step(state, Event::restart).next;
    EXPECT_TRUE(again == State::restarting || again == State::waiting) << word_of(state);
  }
}

TEST(Life, WhoeverComesAfterWaitsForThoseOnTheirWayOnly) {
  for (State state : states()) {
    bool waited_for = state == State::waiting || state == State::starting || state == State::restarting ||
                      state == State::failing || state == State::resting;
    EXPECT_EQ(is_coming(state), waited_for) << word_of(state);
  }
}

}  // namespace
}  // namespace rouse::supervise
