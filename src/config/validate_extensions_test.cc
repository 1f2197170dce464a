// Attributes that xinetd does not have, where they have no meaning.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::texts;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

TEST(Validate, ATimeoutNeedsSomethingThatLasts) {
  EXPECT_EQ(
      texts_of("echo", "type = INTERNAL;socket_type = dgram;wait = yes;timeout = 5"),
      Lines{"timeout has no meaning for an INTERNAL dgram service, which answers each datagram at once; "
            "service echo is dropped"});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;timeout = 5"), Lines{});
  EXPECT_EQ(texts("defaults\n{\n timeout = 5\n}\n" +
                  entry("echo", "type = INTERNAL;socket_type = dgram;wait = no")),
            Lines{});
}

TEST(Validate, LingerCloseNeedsAServerOfOneTcpCaller) {
  constexpr std::string_view problem =
      "linger_close is for servers that get one TCP connection each (socket_type = stream, wait = no); "
      "service {} is dropped";
  std::string waiting = "socket_type = stream;wait = yes;user = root;server = /bin/true;linger_close = yes";
  EXPECT_EQ(texts_of("finger", waiting), Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;linger_close = yes"),
            Lines{fmt::format(problem, "echo")});
  EXPECT_EQ(
      texts_of("finger", with_external("socket_type = stream;redirect = 10.0.0.1 79;linger_close = yes")),
      Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;bind = /run/x;linger_close = yes")),
            Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;linger_close = yes")), Lines{});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;linger_close = no"), Lines{});
}

TEST(Validate, WhatIsAboutRedirectionNeedsARedirect) {
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;redirect_source = 10.0.0.1")),
            Lines{"redirect_source is for services with redirect; service finger is dropped"});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;idle_timeout = 10")),
            Lines{"idle_timeout is for services with redirect or mode = warm; service finger is dropped"});
  EXPECT_EQ(
      texts_of("finger",
               "socket_type = stream;wait = no;user = root;redirect = ::1 79;"
               "redirect_source = 10.0.0.1"),
      Lines{"redirect_source = 10.0.0.1 cannot reach ::1: one is IPv4, the other IPv6; service finger is "
            "dropped"});
}

}  // namespace
}  // namespace rouse::config
