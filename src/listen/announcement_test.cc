#include "listen/announcement.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

using Netids = std::vector<std::string>;

config::ServiceConfig rusersd() {
  config::ServiceConfig s;
  s.name = s.id = "rusersd";
  s.type.add(config::Type::rpc);
  s.socket_type = config::SocketType::dgram;
  s.rpc = config::Rpc{100002, 2, 3};
  return s;
}

Netids netids_at(std::string_view address, bool v6only = false) {
  config::ServiceConfig s = rusersd();
  s.rpc->version_to = s.rpc->version_from;
  s.v6only = v6only;
  Netids out;
  for (const auto& one : registrations_of(s, {*net::Address::parse(address), 40000}))
    out.push_back(one.netid);
  return out;
}

TEST(Announcement, IsEveryVersionAtThePortOfTheDoor) {
  config::ServiceConfig s = rusersd();
  net::Endpoint at{*net::Address::parse("0.0.0.0"), 40000};
  EXPECT_EQ(registrations_of(s, at), (std::vector<rpc::Registration>{{100002, 2, "udp", "0.0.0.0.156.64"},
                                                                     {100002, 3, "udp", "0.0.0.0.156.64"}}));
  s.socket_type = config::SocketType::stream;
  EXPECT_EQ(registrations_of(s, at).front().netid, "tcp");
}

TEST(Announcement, IsForTheFamiliesThatReachTheDoor) {
  EXPECT_EQ(netids_at("0.0.0.0"), Netids{"udp"});
  EXPECT_EQ(netids_at("10.0.0.1"), Netids{"udp"});
  EXPECT_EQ(netids_at("::ffff:10.0.0.1"), Netids{"udp"});
  EXPECT_EQ(netids_at("::"), (Netids{"udp", "udp6"}));
  EXPECT_EQ(netids_at("::", true), Netids{"udp6"});
  EXPECT_EQ(netids_at("fd00::1"), Netids{"udp6"});
}

TEST(Announcement, IsNothingForServicesThatAreNotRpc) {
  config::ServiceConfig s = rusersd();
  s.type.remove(config::Type::rpc);
  EXPECT_TRUE(registrations_of(s, {*net::Address::parse("::"), 40000}).empty());
}

}  // namespace
}  // namespace rouse::listen
