// What the attributes of warm services read, and what they say of what they cannot.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;
using Lines = std::vector<std::string>;

fakes::Reading read_warm(std::string_view lines) {
  return read(service_with(std::string(lines).append("\n mode = warm")));
}

Parking parking(std::string_view lines) { return read_warm(lines).only().parking; }

Lines said_of_warm(std::string_view line) { return read_warm(line).said(); }

std::string dropped(std::string_view problem) {
  return fmt::format("9 error: {}; service demo is dropped", problem);
}

TEST(WarmAttributes, AreReadAsTheyAreWritten) {
  EXPECT_EQ(
      parking(" park = io\n prestart = yes\n park_timeout = 2.5\n park_refresh = 20 3\n park_watch = /a /b"),
      (Parking{.point = ParkPoint::io,
               .prestart = true,
               .timeout_ms = 2500,
               .refresh_callers = 20,
               .refresh_ms = 180'000,
               .watch = {"/a", "/b"}}));
}

TEST(WarmAttributes, AParkedProcessMayStayForEver) {
  EXPECT_EQ(parking(" park_refresh = 0 UNLIMITED").refresh_callers, std::nullopt);
  EXPECT_EQ(parking(" park_refresh = 0 UNLIMITED").refresh_ms, std::nullopt);
  EXPECT_EQ(parking(" park_refresh = unlimited 0"), parking(" park_refresh = 0 UNLIMITED"));
}

TEST(WarmAttributes, TheFilesThatAreWatchedAreASet) {
  EXPECT_EQ(parking(" park_watch = /a\n park_watch += /b /a").watch, (Lines{"/b", "/a"}));
  EXPECT_EQ(parking(" park_watch = /a /b\n park_watch -= /a").watch, Lines{"/b"});
  EXPECT_EQ(parking(" park_watch = /a\n park_watch = /b").watch, Lines{"/b"});
  EXPECT_EQ(parking(" park_watch =").watch, Lines{});
}

TEST(WarmAttributes, OnlySoManyFilesAreWatched) {
  std::string paths;
  for (std::size_t i = 0; i < park_watch_most; ++i) paths += fmt::format(" /{}", i);
  EXPECT_EQ(parking(" park_watch =" + paths).watch.size(), park_watch_most);
  EXPECT_EQ(said_of_warm(" park_watch = /a" + paths),
            Lines{dropped("park_watch takes at most 64 paths: each is looked at for every caller")});
}

TEST(WarmAttributes, BadValuesAreNamed) {
  EXPECT_EQ(said_of_warm(" park = mian"),
            Lines{dropped("Bad value for park: mian (main or io)") + " [main?]"});
  EXPECT_EQ(said_of_warm(" prestart = soon"), Lines{dropped("Bad value for prestart: soon")});
  EXPECT_EQ(said_of_warm(" park_timeout = 0"),
            Lines{dropped("park_timeout takes seconds from 0.001 to 3600, not 0")});
  EXPECT_EQ(said_of_warm(" park_timeout = 3601"),
            Lines{dropped("park_timeout takes seconds from 0.001 to 3600, not 3601")});
  EXPECT_EQ(said_of_warm(" park_refresh = -1 60"),
            Lines{dropped("park_refresh takes up to 1000000000 callers, 0 or UNLIMITED, not -1")});
  EXPECT_EQ(said_of_warm(" park_refresh = 10000 60m"),
            Lines{dropped("park_refresh takes up to 525600 minutes, 0 or UNLIMITED, not 60m")});
  EXPECT_EQ(said_of_warm(" park_watch = /a b"),
            Lines{dropped("the path of a file in park_watch must begin with /: b")});
}

TEST(WarmAttributes, TheMemoryOfAllIsSaidInDefaults) {
  auto most = [](std::string_view value) {
    return read(fmt::format("defaults\n{{\n park_memory_max = {}\n}}\n", value))
        .configuration.defaults.parked_bytes_most;
  };
  EXPECT_EQ(most("64m"), 64U * 1024 * 1024);
  EXPECT_EQ(most("70000"), 70'000U);
  EXPECT_EQ(most("UNLIMITED"), std::nullopt);
  EXPECT_EQ(most("0"), std::nullopt);
  EXPECT_EQ(read("").configuration.defaults.parked_bytes_most, std::nullopt);
  EXPECT_EQ(read_warm(" park_memory_max = 1m").said(),
            Lines{"9 warning: bad service attribute: park_memory_max; it belongs in defaults, the line is "
                  "ignored"});
  for (std::string_view bad : {"-1", "1g", "much"})
    EXPECT_EQ(
        read(fmt::format("defaults\n{{\n park_memory_max = {}\n}}\n", bad)).said(),
        Lines{fmt::format("3 fatal: park_memory_max takes bytes (256m, 65536k), 0 or UNLIMITED, not {}; a "
                          "bad value in defaults is fatal",
                          bad)});
}

TEST(WarmAttributes, AreOfServicesAlone) {
  EXPECT_EQ(read("defaults\n{\n park = io\n}\n").said(),
            Lines{"3 warning: attribute: park should not be in default section; the line is ignored"});
}

}  // namespace
}  // namespace rouse::config
