#include "attend/service_wire.h"

#include <gtest/gtest.h>

namespace rouse::attend {
namespace {

AttendedService a_service() {
  AttendedService out;
  config::ServiceConfig& s = out.config;
  s.name = "echo";
  s.id = "echo-stream";
  s.type.add(config::Type::internal);
  s.flags.add(config::Flag::nodelay);
  s.socket_type = config::SocketType::dgram;
  s.port = 7;
  s.instances = 10;
  s.timeout_s = 60;
  s.redirect_source = net::Address::parse("10.0.0.7");
  s.idle_timeout_s = 600;
  s.per_source_prefix = 64;
  s.cps = {25, 30};
  s.max_load = 2.5;
  s.only_from = {*net::parse_pattern("10.0.0.0/8"), *net::parse_pattern("127.0.0.{1,2}"),
                 *net::parse_pattern(".example.com"), net::HostName{"friend.example"}};
  s.no_access = {*net::parse_pattern("fe80::/10")};
  s.access_times = {{540, 1080}, {1320, 60}};
  s.forward_confirm = false;
  s.log_on_success.add(config::LogOption::userid);
  s.log_on_failure.add(config::LogOption::host);
  s.banner = "/etc/banner";
  s.libwrap = "echod";
  out.asks_wrap = true;
  out.banners = {"hello\n", "", ""};
  out.mux_names = {{3, "finger"}, {4, "daytime"}};
  return out;
}

TEST(ServiceWire, WhatTheAttendantNeedsArrives) {
  AttendedService sent = a_service();
  std::optional<AttendedService> got = decode(encode(sent));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->config, sent.config);
  EXPECT_EQ(got->banners, sent.banners);
  EXPECT_EQ(got->mux_names, sent.mux_names);
  EXPECT_TRUE(got->asks_wrap);
}

TEST(ServiceWire, WhatItDoesNotNeedStaysAtHome) {
  AttendedService sent = a_service();
  sent.config.env = {"SECRET=hunter2"};
  sent.config.server = "/usr/sbin/secret";
  std::string bytes = encode(sent);
  EXPECT_EQ(bytes.find("hunter2"), std::string::npos);
  EXPECT_EQ(bytes.find("/usr/sbin/secret"), std::string::npos);
}

TEST(ServiceWire, HalfOfItAndMoreThanItAreNothing) {
  std::string bytes = encode(a_service());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode(std::string_view(bytes).substr(0, length))) << length;
  EXPECT_FALSE(decode(bytes + "x"));
}

}  // namespace
}  // namespace rouse::attend
