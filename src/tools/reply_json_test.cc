#include "tools/reply_json.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

TEST(ReplyJson, HasAllOfTheReply) {
  control::Reply reply{.changed = true};
  reply.services.push_back({"telnet", "on-demand", "open", "[::]:23/tcp", 2, 60, ""});
  reply.services.push_back({.name = "web", .mode = "standalone", .state = "running", .pid = 12});
  reply.services.push_back({"t\"ftp", "on-demand", "disabled", "", 0, std::nullopt, "disable = yes"});
  EXPECT_EQ(
      reply_json(reply),
      R"({"outcome":"done","changed":true,"text":"","services":[)"
      R"({"name":"telnet","mode":"on-demand","state":"open","place":"[::]:23/tcp","sessions":2,"limit":60,)"
      R"("detail":null,"pid":null,)"
      R"("served":0,"refused":{},"failed_starts":0,"last_caller":null,"last_call":null,"memory":null},)"
      R"({"name":"web","mode":"standalone","state":"running","place":null,"sessions":0,"limit":null,)"
      R"("detail":null,"pid":12,)"
      R"("served":0,"refused":{},"failed_starts":0,"last_caller":null,"last_call":null,"memory":null},)"
      R"({"name":"t\"ftp","mode":"on-demand","state":"disabled","place":null,"sessions":0,"limit":null,)"
      R"("detail":"disable = yes","pid":null,)"
      R"("served":0,"refused":{},"failed_starts":0,"last_caller":null,"last_call":null,"memory":null}],"sessions":[]})"
      "\n");
}

TEST(ReplyJson, HasWhatIsParked) {
  control::ServiceStatus warm{.name = "web", .mode = "warm", .state = "open"};
  warm.park = control::ParkStatus{"parked", 8192, 4, 1, 3, {2, 300, 100}, {5, 50, 7}};
  control::Reply reply{.services = {warm}};
  reply.parked = control::ParkTotal{1, 8192, std::nullopt};
  std::string json = reply_json(reply);
  EXPECT_TRUE(json.ends_with(
      R"("memory":null,"park":{"state":"parked","memory":8192,"started":4,"failed":1,"forked":5,"served_cold":3}}],)"
      R"("sessions":[],"parked":{"processes":1,"memory":8192,"limit":null}})"
      "\n"))
      << json;
  reply.parked->limit_bytes = 65536;
  EXPECT_TRUE(reply_json(reply).ends_with("\"limit\":65536}}\n"));
}

TEST(ReplyJson, HasWhatAReloadDid) {
  control::Reply reply{.outcome = control::Outcome::failed, .text = "no"};
  reply.reload = control::ReloadResult{{"a", "b"}, {"c"}, {}, {"x.conf:1: nonsense"}};
  EXPECT_EQ(
      reply_json(reply),
      R"({"outcome":"failed","changed":false,"text":"no","services":[],"sessions":[],"reload":{"added":["a","b"],)"
      R"("changed":["c"],"dropped":[],"problems":["x.conf:1: nonsense"]}})"
      "\n");
}

TEST(ReplyJson, SaysWhyThereIsNoReply) {
  EXPECT_EQ(failure_json({control::Trouble::not_running, {"nobody answers at {}", {"x"}}}),
            "{\"outcome\":\"not running\",\"text\":\"nobody answers at x\"}\n");
}

}  // namespace
}  // namespace rouse::tools
