#include "tools/advice.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using control::AdviceFacts;
using control::ParkStatus;
using control::ServiceStatus;
using control::TrialStatus;
using Lines = std::vector<std::string>;

constexpr std::uint64_t start = 1'000'000, hour = 3600;

/// On demand, for an hour.
ServiceStatus called(std::uint64_t callers) {
  ServiceStatus out{.name = "web", .mode = "on-demand", .state = "open"};
  out.counts.served = callers;
  out.counts.since = start;
  out.advice = AdviceFacts{.server = "/srv/web"};
  return out;
}

ServiceStatus warm(std::uint64_t callers, std::uint64_t park_us, std::uint64_t memory_bytes) {
  ServiceStatus out = called(callers);
  out.mode = "warm";
  out.park = ParkStatus{.state = "parked",
                        .memory_bytes = memory_bytes,
                        .started = 2,
                        .parkings = {2, 3 * park_us, park_us},
                        .forks = {10, 9000, 100}};
  out.advice->point = "main";
  return out;
}

ServiceStatus tried(std::uint64_t callers, const TrialStatus& trial) {
  ServiceStatus out = called(callers);
  out.advice->trial = trial;
  return out;
}

std::string said(const ServiceStatus& service, std::uint64_t after_s = hour) {
  Advice advice = advice_about(service, start + after_s);
  return std::string(advice.recommended) + ": " + advice.why.in_english();
}

TEST(Advice, IsNoneWhereNobodyWaitsOrNobodyCanCall) {
  EXPECT_EQ(said({.name = "web", .mode = "standalone"}), "none: it always runs: nobody waits for a start");
  EXPECT_EQ(said({.name = "web", .mode = "on-demand", .state = "disabled"}), "none: it is not served");
  EXPECT_EQ(said({.name = "web", .mode = "on-demand", .state = "failed", .detail = "no user (a.conf:3)"}),
            "none: it is not served: no user (a.conf:3)");
}

TEST(Advice, WaitsForCallers) {
  EXPECT_EQ(said(called(19)), "wait: too few callers yet: 19 in 1h00m");
  EXPECT_EQ(said(called(1000), 599), "wait: too few callers yet: 1000 in 9m59s");
  EXPECT_NE(said(called(20)).substr(0, 4), "wait");
  EXPECT_EQ(said(called(3), 24 * hour), "on-demand: nearly nobody calls: 3 callers in 1d00h");
  EXPECT_TRUE(said(called(3), 0).starts_with("wait")) << "and divides by nothing";
}

TEST(Advice, HasTheReasonWhyAServiceCannotBeWarm) {
  ServiceStatus service = called(1000);
  service.advice->obstacle = "/srv/web is setuid";
  EXPECT_EQ(said(service), "on-demand: it cannot be warm: /srv/web is setuid");
  service.advice = AdviceFacts{.caveat = "/usr/bin/env parks"};
  EXPECT_EQ(said(service), "on-demand: warm would be of little use: /usr/bin/env parks");
  EXPECT_EQ(said(tried(1000, {.point = "io", .obstacle = "it has threads"})),
            "on-demand: on trial it was not parked at io: it has threads");
  ServiceStatus cold = warm(1000, 0, 0);
  cold.park = ParkStatus{.state = "cold"};
  cold.detail = "cold: it has threads";
  EXPECT_EQ(said(cold), "on-demand: it cannot be warm: it has threads");
  EXPECT_EQ(advice_about(cold, start + hour).command, "rouse mode web on-demand");
}

/// It was cold at io, and main had been tried: the advice was what io had said.
TEST(Advice, BelievesATrialAtOnePointAgainstWhatIsKnownOfTheOther) {
  ServiceStatus cold = warm(100, 0, 0);
  cold.park = ParkStatus{.state = "cold"};
  cold.detail = "cold: it has threads";
  cold.advice->point = "io";
  cold.advice->trial = TrialStatus{"main", {3, 40'000, 12'000}, 8 << 20};
  EXPECT_EQ(said(cold), "warm: it saves its callers 1.2 s an hour, all together, and holds 8.0M");
  EXPECT_EQ(advice_about(cold, start + hour).lines, Lines{"park = main"});
}

TEST(Advice, KnowsThatNoStartTookLongerThanTheShortestSession) {
  ServiceStatus service = called(100);
  EXPECT_EQ(said(service), "measure: how long its start takes is not known yet: a trial tells");
  service.counts.own_sessions = {100, 5'000'000, 9'900};
  EXPECT_EQ(said(service), "on-demand: warm would save its callers at most 990.0 ms an hour, all together");
  service.counts.own_sessions.least_us = 12'000;
  EXPECT_EQ(said(service),
            "measure: warm might save its callers up to 1.2 s an hour, all together: a trial tells");
  Advice advice = advice_about(service, start + hour);
  EXPECT_EQ(advice.saving, (Saving{12'000, Saving::Source::sessions, 100}));
  EXPECT_TRUE(advice.saving->is_bound());
  EXPECT_EQ(advice.command, "rouse advise web --measure main");
}

TEST(Advice, WeighsWhatATrialHasMeasured) {
  ServiceStatus service = tried(100, {"io", {3, 40'000, 12'000}, 8 << 20});
  service.counts.own_sessions = {100, 5'000'000, 9'900};
  EXPECT_EQ(said(service), "warm: it saves its callers 1.2 s an hour, all together, and holds 8.0M");
  Advice advice = advice_about(service, start + hour);
  EXPECT_EQ(advice.saving, (Saving{12'000, Saving::Source::trial, 3}));
  EXPECT_EQ(advice.command, "rouse mode web warm");
  EXPECT_EQ(advice.lines, (Lines{"mode = warm", "park = io"}));
  service.advice->trial->point = "main";
  EXPECT_EQ(advice_about(service, start + hour).lines, Lines{"mode = warm"});
  service.advice->trial->memory_bytes = 11 << 20;
  EXPECT_EQ(said(service),
            "on-demand: warm saves its callers only 1.2 s an hour, all together, and holds 11.0M");
  EXPECT_EQ(advice_about(service, start + hour).command, "") << "it is so already";
}

TEST(Advice, SendsWhoseMainSavesLittleToIo) {
  ServiceStatus service = tried(100, {"main", {3, 9000, 2000}, 600 << 10});
  EXPECT_EQ(said(service),
            "on-demand: warm saves its callers only 200.0 ms an hour, all together, and holds 600K");
  service.counts.own_sessions = {100, 5'000'000, 9'900};
  EXPECT_TRUE(said(service).starts_with("on-demand")) << "more than that it cannot be at io";
  service.counts.own_sessions.least_us = 12'000;
  EXPECT_EQ(
      said(service),
      "measure: parked at main, it saves its callers only 200.0 ms an hour, all together; at io it may be "
      "more");
  EXPECT_EQ(advice_about(service, start + hour).command, "rouse advise web --measure io");
  service.advice->trial->point = "io";
  EXPECT_TRUE(said(service).starts_with("on-demand"));
}

/// It was told to go back on demand, where another park point was what it wanted.
TEST(Advice, SendsAWarmServiceOfMainToIo) {
  ServiceStatus service = warm(100, 2100, 8 << 20);
  service.counts.forked_sessions = {100, 5'000'000, 9'900};
  EXPECT_TRUE(said(service).starts_with("on-demand"));
  service.counts.forked_sessions.least_us = 12'000;
  EXPECT_TRUE(
      said(service).starts_with("measure: parked at main, it saves its callers only 200.0 ms an hour"));
  EXPECT_EQ(advice_about(service, start + hour).command, "rouse advise web --measure io");
  service.advice->trial = TrialStatus{"io", {3, 90'000, 30'000}, 8 << 20};
  Advice advice = advice_about(service, start + hour);
  EXPECT_EQ(advice.recommended, recommendation::warm);
  EXPECT_EQ(advice.command, "") << "it is warm already";
  EXPECT_EQ(advice.lines, Lines{"park = io"});
}

TEST(Advice, DoesNotTakeAServiceBackThatIsNotParkedAtTheOtherPoint) {
  ServiceStatus service = warm(100, 12'100, 8 << 20);
  service.advice->trial = TrialStatus{.point = "io", .obstacle = "it has opened a pipe"};
  EXPECT_EQ(said(service), "warm: it saves its callers 1.2 s an hour, all together, and holds 8.0M");
  EXPECT_EQ(advice_about(service, start + hour).memory_bytes, 8U << 20);
  service.advice->trial->point = "main";
  EXPECT_TRUE(said(service).starts_with("on-demand"));
}

TEST(Advice, DoesNotTakeAServiceBackFromIoForWhatATrialAtMainSays) {
  ServiceStatus service = warm(100, 30'000, 8 << 20);
  service.advice->point = "io";
  EXPECT_TRUE(said(service).starts_with("warm"));
  EXPECT_TRUE(advice_about(service, start + hour).lines.empty());
  service.advice->trial = TrialStatus{"main", {3, 9000, 2000}, 600 << 10};
  EXPECT_TRUE(said(service).starts_with("measure"));
  EXPECT_EQ(advice_about(service, start + hour).command, "rouse advise web --measure io");
}

TEST(Advice, TakesTheForkOffWhatAWarmServiceSaves) {
  ServiceStatus service = warm(100, 12'100, 8 << 20);
  EXPECT_EQ(said(service), "warm: it saves its callers 1.2 s an hour, all together, and holds 8.0M");
  Advice advice = advice_about(service, start + hour);
  EXPECT_EQ(advice.saving, (Saving{12'000, Saving::Source::starts, 2}));
  EXPECT_EQ(advice.command, "");
  EXPECT_TRUE(advice.lines.empty());
  EXPECT_EQ(said(warm(100, 50, 4096)),
            "on-demand: warm saves its callers only 0 us an hour, all together, and holds 4K");
}

TEST(Advice, TakesAWarmServiceBackThatNearlyNobodyCalls) {
  Advice advice = advice_about(warm(5, 12'100, 8 << 20), start + 24 * hour);
  EXPECT_EQ(advice.recommended, recommendation::on_demand);
  EXPECT_EQ(advice.command, "rouse mode web on-demand");
  EXPECT_EQ(advice.lines, Lines{"mode = on-demand"});
}

}  // namespace
}  // namespace rouse::tools
