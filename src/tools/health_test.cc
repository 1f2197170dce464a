#include "tools/health.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using control::DaemonStatus;
using control::ServiceStatus;

const DaemonStatus well{.version = "1", .pid = 1, .since = 9'000, .now = 10'000};

std::string line(const ServiceStatus& service, const DaemonStatus& daemon = well) {
  std::string out = plugin_line(health_of({{service}, daemon, {}}));
  return out.substr(0, out.find(" |"));
}

TEST(Health, IsWellWithPerformanceData) {
  ServiceStatus telnet{.name = "telnet", .state = "open", .sessions = 2};
  telnet.counts.served = 7;
  telnet.counts.refused = {{"time", 2}, {"address", 1}};
  EXPECT_EQ(plugin_line(health_of({{telnet, {.name = "off", .state = "disabled"}}, well, {2, 4096, {}}})),
            "ROUSE OK - all services are as they should be | services=2 sessions=2 served=7c refused=3c "
            "steward_deaths=0c uptime=1000s parked=2 parked_memory=4096B\n");
}

TEST(Health, WeighsTheStatesOfServices) {
  auto is = [](const char* state) { return line({.name = "a", .state = state, .detail = "x|y\nz"}); };
  EXPECT_EQ(is("failed"), "ROUSE CRITICAL - a is failed: x/y\\x0az");
  EXPECT_TRUE(is("given up").starts_with("ROUSE CRITICAL"));
  for (const char* state : {"closed", "paused", "waiting", "resting"})
    EXPECT_TRUE(is(state).starts_with("ROUSE WARNING")) << state;
  for (const char* state : {"open", "running", "disabled", "stopped", "starting"})
    EXPECT_TRUE(is(state).starts_with("ROUSE OK")) << state;
}

TEST(Health, RemembersWhatWasWrongLately) {
  ServiceStatus a{.name = "a", .state = "open"};
  a.counts.failed_at = 9'800;
  EXPECT_EQ(line(a), "ROUSE WARNING - a: its server could not be executed");
  a.counts.failed_at = 9'000;
  EXPECT_TRUE(line(a).starts_with("ROUSE OK"));
  DaemonStatus daemon = well;
  daemon.last_death = 9'500;
  EXPECT_EQ(line(a, daemon), "ROUSE WARNING - a steward died; another has taken over");
  daemon.last_death = 1'000;
  daemon.reload_trouble = "nonsense";
  EXPECT_EQ(line(a, daemon), "ROUSE WARNING - nonsense");
}

TEST(Health, TellsTheWorstFirst) {
  Health health = health_of({{{.name = "a", .state = "paused"}, {.name = "b", .state = "failed"}}, well, {}});
  EXPECT_EQ(health.verdict, Verdict::critical);
  EXPECT_EQ(health.problems, (std::vector<std::string>{"b is failed", "a is paused"}));
}

}  // namespace
}  // namespace rouse::tools
