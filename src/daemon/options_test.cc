#include "daemon/options.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

std::expected<Options, UsageProblem> parse(std::vector<std::string_view> words) {
  return parse_options(words);
}

TEST(Options, DebiansInitScriptIsUnderstood) {
  auto options = parse({"-pidfile", "/run/xinetd.pid", "-stayalive", "-inetd_compat", "-inetd_ipv6"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->pid_file, "/run/xinetd.pid");
  EXPECT_TRUE(options->stay_alive);
  EXPECT_EQ(options->inetd_path, "/etc/inetd.conf");
  EXPECT_FALSE(options->foreground);
  EXPECT_TRUE(options->warnings.empty());
}

TEST(Options, DontforkImpliesStayalive) {
  auto options = parse({"-dontfork"});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->stay_alive);
}

TEST(Options, UnknownWordsWithADashAreToleratedWithAWarning) {
  auto options = parse({"-frobnicate", "-f", "x.conf"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->config_path, "x.conf");
  EXPECT_EQ(options->warnings, std::vector<std::string>{"unknown option -frobnicate is ignored"});
}

TEST(Options, ABareDashOrAnyOtherWordIsRefused) {
  EXPECT_EQ(parse({"-"}).error().message, "\"-\" is not an option");
  EXPECT_EQ(parse({"start"}).error().message, "\"start\" is not an option");
}

TEST(Options, AMissingOrWrongArgumentIsNamed) {
  EXPECT_EQ(parse({"-f"}).error().message, "option -f needs an argument");
  EXPECT_EQ(parse({"-limit", "-3"}).error().message, "option -limit needs a whole number, not \"-3\"");
  EXPECT_EQ(parse({"--log-format", "xml"}).error().message,
            "option --log-format takes plain or json, not \"xml\"");
}

TEST(Options, FilelogAndSyslogExcludeEachOther) {
  EXPECT_EQ(parse({"-filelog", "f", "-syslog", "auth"}).error().message,
            "-filelog and -syslog exclude each other");
}

TEST(Options, ControlTakesAPathOrNone) {
  EXPECT_EQ(parse({})->control, std::nullopt);
  EXPECT_EQ(parse({"--control", "/run/x"})->control, "/run/x");
  EXPECT_EQ(parse({"--control"}).error().message, "option --control needs an argument");
}

TEST(Options, CheckTakesItsOwnWords) {
  auto options = parse({"--check", "--migrate", "--json", "-f", "x"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->action, Action::check);
  EXPECT_TRUE(options->migrate && options->json && !options->strict);
  EXPECT_TRUE(parse({"--check", "--portable"})->portable);
  EXPECT_EQ(parse({"--portable"}).error().message,
            "--strict, --migrate, --portable and --json belong to --check");
  EXPECT_EQ(parse({"--runlevel", "3", "--dry-run", "--strict"}).error().message,
            "--strict, --migrate, --portable and --json belong to --check");
  EXPECT_EQ(parse({"--check", "--migrate", "--portable"}).error().message,
            "--migrate and --portable exclude each other");
}

TEST(Options, ARunlevelComesWithItsOwnOptions) {
  auto options =
      parse({"--runlevel", "3", "--script-timeout", "7", "--shutdown-timeout", "8", "--parallel", "9"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->action, Action::serve);
  EXPECT_EQ(options->runlevel, 3);
  EXPECT_TRUE(options->stay_alive);
  EXPECT_EQ(options->script_limit_s, 7U);
  EXPECT_EQ(options->shutdown_limit_s, 8U);
  EXPECT_EQ(options->scripts_at_once, 9U);
  auto dry = parse({"--runlevel", "5", "--dry-run", "--json"});
  ASSERT_TRUE(dry);
  EXPECT_EQ(dry->action, Action::dry_run);
  EXPECT_TRUE(dry->json);
}

TEST(Options, WhatIsNoRunlevelIsRefused) {
  for (std::string_view level : {"0", "6", "S", "-1", "33", ""})
    EXPECT_EQ(parse({"--runlevel", level}).error().message,
              fmt::format("option --runlevel takes a runlevel from 1 to 5, not \"{}\"", level));
  EXPECT_EQ(parse({"--dry-run"}).error().message, "--dry-run belongs to --runlevel or --adopt");
  EXPECT_EQ(parse({"--runlevel", "3", "--parallel", "0"}).error().message,
            "option --parallel needs more than 0");
}

TEST(Options, AdoptsAProcessOrOnlyComparesWithIt) {
  auto options = parse({"-stayalive", "--adopt", "4711"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->action, Action::serve);
  EXPECT_EQ(options->adopt, 4711);
  EXPECT_EQ(parse({"--adopt", "4711", "--dry-run", "--json"})->action, Action::dry_run);
  for (std::string_view pid : {"0", "-1", "xinetd", "2147483648"})
    EXPECT_EQ(parse({"--adopt", pid}).error().message,
              fmt::format("option --adopt takes the number of a process, not \"{}\"", pid));
  EXPECT_EQ(parse({"--adopt", "5", "--runlevel", "3"}).error().message,
            "--runlevel and --adopt exclude each other");
}

}  // namespace
}  // namespace rouse::daemon
