#include "config/databases.h"

#include <gtest/gtest.h>

namespace rouse::config {
namespace {

TEST(Databases, ServicesAreFoundByNameAndAliasForTheirProtocol) {
  Databases tables;
  tables.add_services(
      "# comment\ntelnet\t23/tcp\nhttp 80/tcp www # WorldWideWeb\nhttp 81/tcp\nrubbish\nbad x/tcp\n");
  EXPECT_EQ(tables.port("telnet", "tcp"), 23);
  EXPECT_EQ(tables.port("www", "tcp"), 80);
  EXPECT_EQ(tables.port("http", "tcp"), 80);  // the first one
  EXPECT_FALSE(tables.port("telnet", "udp"));
  EXPECT_FALSE(tables.port("WorldWideWeb", "tcp"));
  EXPECT_FALSE(tables.port("bad", "tcp"));
}

TEST(Databases, ProtocolsProgramsAndNetworks) {
  Databases tables;
  tables.add_protocols("tcp\t6\tTCP\nudp 17 UDP");
  tables.add_programs("rstatd 100001 rstat rup\n");
  tables.add_networks("default 0.0.0.0\nloopback 127.0.0.0\n");
  EXPECT_EQ(tables.protocol("TCP"), 6);
  EXPECT_EQ(tables.protocol("udp"), 17);
  EXPECT_EQ(tables.program("rup"), 100001U);
  EXPECT_EQ(tables.network("loopback"), net::Address::v4(0x7f000000));
  EXPECT_FALSE(tables.network("default"));
}

}  // namespace
}  // namespace rouse::config
