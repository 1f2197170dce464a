// A park whose clock, processes and callers are the test's.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/births.h"
#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "sys/socket.h"
#include "warm/park.h"

namespace rouse::fakes {

/// Givers that keep what they are told.
class KeepingGivers final : public warm::Givers {
 public:
  void is_served(warm::Tag tag, pid_t pid) override {
    told.push_back(std::to_string(tag) + (pid == ::getpid() ? " is served" : " is served by a stranger"));
  }
  void is_left(warm::Tag tag) override { told.push_back(std::to_string(tag) + " is left"); }
  std::vector<std::string> told;
};

/// A park of the service `web`, with its processes played by the test.
class ParkTest : public LoopTest {
 protected:
  using Words = std::vector<std::string>;

  /// As the steward does: at the latest when the park says, earlier when it raises its flag.
  loop::Task keep_time() {
    for (;;) {
      Instant next = park.review();
      bool earlier = co_await changed.raised_until(next);
      (void)earlier;
    }
  }
  void apply(const std::string& path = "/srv/server") {
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = path;
    recipe->env = std::make_shared<const process::Strings>();
    park.apply(std::move(recipe), habits);
    if (tasks.size() == 0) tasks.start(keep_time());
    settle();
  }
  /// A caller comes, who may be given to this one.
  std::optional<process::DepositNumber> waiting() {
    auto out = park.waiting();
    settle();
    return out;
  }
  bool give(warm::Tag tag) {
    bool out = park.give(tag, {}, caller.raw());
    settle();
    return out;
  }
  std::size_t started() const { return births.far_ends.size(); }
  FarEnd& newest() { return births.far_ends.back(); }
  void newest_parks() {
    newest().is_parked();
    settle();
  }
  void newest_dies() {
    newest().die();
    settle();
  }
  void park_first() {
    apply();
    (void)waiting();
    newest_parks();
    ASSERT_EQ(state(), warm::ParkState::open);
    messages.clear();
  }
  warm::ParkState state() const { return park.report().state; }
  Words said() { return std::exchange(messages, {}); }
  Words told() {
    settle();
    return std::exchange(givers.told, {});
  }
  static warm::Habits ten_seconds_to_park() {
    warm::Habits out;
    out.start_timeout = std::chrono::seconds(10);
    return out;
  }
  /// What the log says of a park that waits before it tries again.
  static std::string backs_off(const std::string& why, int delay_s) {
    return "WARNING web: " + why + "; its callers are served cold, and it is parked again in " +
           std::to_string(delay_s) + " s at the earliest";
  }

  Words messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<KeepsMessages>(messages)};
  Fd caller = std::move(*sys::open_socket(AF_UNIX, SOCK_STREAM));
  FakeBirths births;
  KeepingGivers givers;
  warm::Habits habits = ten_seconds_to_park();
  loop::Flag changed{*loop};
  warm::Park park{{*loop, log, births, givers, changed}, "web"};
  loop::Tasks tasks{*loop};
};

}  // namespace rouse::fakes
