// mode = standalone: what an entry must say then, what it cannot, and what is for it alone.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::read;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

constexpr std::string_view resident = "mode = standalone;user = root;server = /bin/true;";

std::string with_resident(std::string_view attributes) { return std::string(resident).append(attributes); }

Lines said_of_resident(std::string_view attributes) { return texts_of("web", with_resident(attributes)); }

TEST(ValidateResidents, NeedNoPortAndNoSocketType) {
  ServiceConfig web = read(entry("web", with_resident("server_args = -D"))).only();
  EXPECT_TRUE(web.is_resident());
  EXPECT_EQ(web.argv, (Lines{"true", "-D"}));
  EXPECT_EQ(web.supervision, Supervision{});
}

// `rouse list` shows the mode of what is switched off; reading ends at `disable = yes`.
TEST(ValidateResidents, AreResidentsThoughTheyAreDropped) {
  auto is_resident = [](const std::string& attributes) {
    fakes::Reading got = read(entry("web", attributes));
    return got.configuration.dropped.size() == 1 &&
           got.configuration.dropped.front().mode == Mode::standalone;
  };
  EXPECT_TRUE(is_resident(with_resident("disable = yes")));
  EXPECT_TRUE(is_resident("disable = yes;" + with_resident("")));
  EXPECT_TRUE(is_resident(with_resident("nice = much")));
  EXPECT_TRUE(is_resident("nice;" + with_resident("")));
  EXPECT_FALSE(is_resident("disable = yes"));
  EXPECT_FALSE(is_resident("disable = yes;mode = on-demand"));
}

TEST(ValidateResidents, AreSupervisedAsTheySay) {
  ServiceConfig web =
      read(entry("web", with_resident("ready = pidfile /run/web.pid;start_timeout = 0.05;stop_timeout = 5;"
                                      "respawn = on-failure;respawn_delay = 0.5 30;respawn_limit = 3 10.25;"
                                      "critical = yes;after = db cache")))
          .only();
  Supervision wanted;
  wanted.ready = Ready::pid_file;
  wanted.pid_file = "/run/web.pid";
  wanted.start_timeout_ms = 50;
  wanted.stop_timeout_ms = 5000;
  wanted.respawn = Respawn::on_failure;
  wanted.first_delay_ms = 500;
  wanted.longest_delay_ms = 30'000;
  wanted.starts_most = 3;
  wanted.starts_window_ms = 10'250;
  wanted.critical = true;
  wanted.after = {"db", "cache"};
  EXPECT_EQ(web.supervision, wanted);
}

TEST(ValidateResidents, BadValuesAreNamed) {
  EXPECT_EQ(said_of_resident("ready = soon"),
            Lines{"Bad value for ready: soon (started, notify, pidfile or port); service web is dropped"});
  EXPECT_EQ(said_of_resident("ready = pidfile"),
            Lines{"ready = pidfile takes the path of the file; service web is dropped"});
  EXPECT_EQ(said_of_resident("ready = notify /run/x"),
            Lines{"ready takes one word (only pidfile takes a path); service web is dropped"});
  EXPECT_EQ(said_of_resident("ready = pidfile run/x"),
            Lines{"the path of a pid file must begin with /: run/x; service web is dropped"});
  EXPECT_EQ(said_of_resident("start_timeout = 0"),
            Lines{"start_timeout takes seconds from 0.001 to 31536000, not 0; service web is dropped"});
  EXPECT_EQ(said_of_resident("stop_timeout = 1m"),
            Lines{"stop_timeout takes seconds from 0.001 to 31536000, not 1m; service web is dropped"});
  EXPECT_EQ(said_of_resident("respawn = always"),
            Lines{"Bad value for respawn: always (yes, on-failure or no); service web is dropped"});
  EXPECT_EQ(
      said_of_resident("respawn_delay = 2 1"),
      Lines{"the second delay of respawn_delay is the longest: it cannot be less than the first; service "
            "web is dropped"});
  EXPECT_EQ(said_of_resident("respawn_limit = 0 10"),
            Lines{"respawn_limit takes 1 to 1000 starts, not 0; service web is dropped"});
  EXPECT_EQ(said_of_resident("critical = perhaps"),
            Lines{"Bad value for critical: perhaps; service web is dropped"});
  EXPECT_EQ(said_of_resident("after = db web"),
            Lines{"after: a resident cannot wait for itself; service web is dropped"});
}

TEST(ValidateResidents, TheModesToComeAreNamedAsSuch) {
  EXPECT_EQ(texts_of("web", "mode = lazy"),
            Lines{"mode = lazy is not there yet, only on-demand, standalone and warm are; service web is "
                  "dropped"});
  EXPECT_EQ(texts_of("web", "mode = cold"),
            Lines{"Bad value for mode: cold (on-demand, standalone or warm); service web is dropped"});
}

TEST(ValidateResidents, NeedAServerAndAUser) {
  EXPECT_EQ(texts_of("web", "mode = standalone;server = /bin/true"),
            Lines{"Service web missing attribute user - DISABLING"});
  EXPECT_EQ(texts_of("web", "mode = standalone;user = root"),
            Lines{"Service web missing attribute server - DISABLING"});
}

/// What the script does, and with which rights, is its own business; that it is watched needs the pid file.
TEST(ValidateResidents, AScriptStandsForTheServer) {
  fakes::MemoryWorld world;
  world.programs_on_disk.insert("/etc/init.d/httpd");
  std::string_view script = "mode = standalone;script = httpd;";
  auto said = [&](std::string_view attributes) {
    return fakes::read_in(world, entry("web", std::string(script).append(attributes))).said();
  };
  ServiceConfig web =
      fakes::read_in(world, entry("web", std::string(script) + "ready = pidfile /run/httpd.pid")).only();
  EXPECT_EQ(web.argv, (Lines{"/etc/init.d/httpd", "start"}));
  EXPECT_EQ(web.supervision.respawn, Respawn::no);
  EXPECT_EQ(said("ready = pidfile /run/httpd.pid;respawn = yes"), Lines{});
  EXPECT_EQ(
      said("ready = port"),
      Lines{"4 error: script needs ready = pidfile PATH: the file that names the daemon is all that is known "
            "of it; service web is dropped"});
  EXPECT_EQ(said("ready = pidfile /x;server_args = -D"),
            Lines{"6 error: server_args does not go with script, which starts its own daemon; service web is "
                  "dropped"});
  EXPECT_EQ(texts_of("web", "mode = standalone;script = nosuch"),
            Lines{"Script /etc/init.d/nosuch is not executable (access /etc/init.d/nosuch: No such file or "
                  "directory); service web is dropped"});
}

TEST(ValidateResidents, APortWhereTheyHaveToDoWithOne) {
  EXPECT_EQ(said_of_resident("ready = port"), Lines{"Service web missing attribute socket_type - DISABLING"});
  EXPECT_EQ(said_of_resident("ready = port;type = UNLISTED;socket_type = stream"),
            Lines{"Unlisted service: web must have a port entry; service web is dropped"});
  EXPECT_EQ(said_of_resident("ready = port;type = UNLISTED;socket_type = stream;port = 80"), Lines{});
  ServiceConfig http = read(entry("http", with_resident("pass_socket = yes;socket_type = stream"))).only();
  EXPECT_EQ(http.port, 80);
  EXPECT_EQ(http.protocol, "tcp");
  EXPECT_EQ(said_of_resident("ready = port;pass_socket = yes"),
            Lines{"ready = port says nothing with pass_socket = yes: rouse itself listens there before the "
                  "server does; service web is dropped"});
}

/// Nobody may believe that a list protects a server which never asks rouse.
TEST(ValidateResidents, WhatIsAboutCallersCannotHold) {
  EXPECT_EQ(
      said_of_resident("only_from = 127.0.0.1"),
      Lines{"only_from cannot hold with mode = standalone: the server lets its callers in itself; service "
            "web is dropped"});
  EXPECT_EQ(said_of_resident("instances = 4"),
            Lines{"instances does nothing with mode = standalone: it is for callers that rouse lets in"});
  EXPECT_EQ(said_of_resident("flags = IDONLY").size(), 1U);
  EXPECT_EQ(said_of_resident("type = RPC").size(), 1U);
  fakes::Reading open =
      read("defaults\n{\n only_from = 127.0.0.1\n}\n" + entry("web", std::string(resident)));
  EXPECT_FALSE(open.only().only_from);
  EXPECT_EQ(open.said(), Lines{"7 note: only_from and no_access of defaults do not hold for web: with mode = "
                               "standalone the server lets its callers in itself"});
}

/// Orders go by id, and so does a reload.
TEST(ValidateResidents, EachHasAnIdOfItsOwn) {
  std::string web = entry("web", std::string(resident));
  EXPECT_EQ(fakes::texts(web + entry("web", with_resident("id = other"))), Lines{});
  EXPECT_EQ(fakes::texts(web + entry("other", with_resident("id = WEB"))),
            Lines{"service: other id: WEB not unique or is a duplicate - DISABLING"});
}

TEST(ValidateResidents, SupervisionIsForThemAlone) {
  EXPECT_EQ(texts_of("echo", with_external("socket_type = stream;respawn = yes")),
            Lines{"respawn does nothing with mode = on-demand: it is for mode = standalone"});
  EXPECT_EQ(texts_of("echo", with_external("socket_type = stream;mode = on-demand")), Lines{});
}

TEST(ValidateResidents, AnIdIsNotLongerThanWhatIsRemembered) {
  std::string longest(resident_id_bytes_most, 'w');
  EXPECT_EQ(texts_of(longest, resident), Lines{});
  EXPECT_EQ(texts_of(longest + "w", resident),
            Lines{"service: " + longest +
                  "w: with mode = standalone an id has at most 63 bytes, not 64 - DISABLING"});
}

}  // namespace
}  // namespace rouse::config
