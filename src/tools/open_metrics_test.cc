#include "tools/open_metrics.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(OpenMetrics, TellWhatWasCounted) {
  control::ServiceStatus telnet{.name = "tel\"net", .state = "open", .sessions = 2, .limit = 5};
  telnet.counts = {.served = 7, .memory_bytes = 4096, .starts_us = 1500};
  telnet.counts.refused = {{"time", 3}};
  telnet.counts.starts = {{"100", 1}, {"2500", 2}, {"", 1}};
  std::string text =
      open_metrics({{telnet}, {.version = "0.9", .since = 1700, .now = 1800, .deaths = 1}, {}});
  for (const char* line :
       {"rouse_build_info{version=\"0.9\"} 1", "rouse_steward_deaths_total 1", "rouse_reload_success 1",
        "rouse_sessions{service=\"tel\\\"net\"} 2", "rouse_sessions_limit{service=\"tel\\\"net\"} 5",
        "rouse_served_total{service=\"tel\\\"net\"} 7",
        "rouse_refused_total{service=\"tel\\\"net\",reason=\"time\"} 3",
        "rouse_service_state{service=\"tel\\\"net\",rouse_service_state=\"open\"} 1",
        "rouse_service_state{service=\"tel\\\"net\",rouse_service_state=\"paused\"} 0",
        "# HELP rouse_start_duration_seconds Time the daemon takes to make the process of a server, which "
        "executes the "
        "server afterwards.",
        "rouse_start_duration_seconds_bucket{service=\"tel\\\"net\",le=\"0.0001\"} 1",
        "rouse_start_duration_seconds_bucket{service=\"tel\\\"net\",le=\"0.0025\"} 3",
        "rouse_start_duration_seconds_bucket{service=\"tel\\\"net\",le=\"+Inf\"} 4",
        "rouse_start_duration_seconds_count{service=\"tel\\\"net\"} 4",
        "rouse_start_duration_seconds_sum{service=\"tel\\\"net\"} 0.0015",
        "rouse_memory_bytes{service=\"tel\\\"net\"} 4096", "# TYPE rouse_served counter",
        "# UNIT rouse_memory_bytes bytes"})
    EXPECT_TRUE(has(text, line)) << line << "\n" << text;
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
}

TEST(OpenMetrics, TellWhatIsParkedOfWarmServicesAlone) {
  control::ServiceStatus cold{.name = "telnet", .state = "open"};
  EXPECT_FALSE(open_metrics({{cold}, {}, {}}).contains("park"));
  control::ServiceStatus warm{.name = "web", .mode = "warm", .state = "open"};
  warm.park = control::ParkStatus{"parked", 8192, 4, 1, 3, {2, 300, 100}, {5, 50, 7}};
  std::string text = open_metrics({{cold, warm}, {}, {1, 8192, 65536}});
  for (const char* line :
       {"rouse_park_state{service=\"web\",rouse_park_state=\"parked\"} 1",
        "rouse_park_state{service=\"web\",rouse_park_state=\"cold\"} 0",
        "rouse_parked_memory_bytes{service=\"web\"} 8192", "rouse_parked_memory_limit_bytes 65536",
        "rouse_parks_started_total{service=\"web\"} 4", "rouse_parks_failed_total{service=\"web\"} 1",
        "rouse_forked_total{service=\"web\"} 5", "rouse_served_cold_total{service=\"web\"} 3"})
    EXPECT_TRUE(has(text, line)) << line << "\n" << text;
  EXPECT_FALSE(has(text, "rouse_forked_total{service=\"telnet\"} 0"));
  EXPECT_FALSE(open_metrics({{warm}, {}, {1, 8192, {}}}).contains("limit_bytes"));
}

TEST(OpenMetrics, NeverNameACaller) {
  control::ServiceStatus telnet{.name = "telnet", .state = "open"};
  telnet.counts.caller = "10.1.2.3";
  EXPECT_EQ(open_metrics({{telnet}, {}, {}}).find("10.1.2.3"), std::string::npos);
}

}  // namespace
}  // namespace rouse::tools
