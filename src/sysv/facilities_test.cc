#include "sysv/facilities.h"

#include <gtest/gtest.h>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

using Names = std::vector<std::string>;

TEST(Facilities, AreLinesOfMembers) {
  Facilities table;
  EXPECT_TRUE(table.empty());
  table.add(
      "# $comment x\n$syslog +rsyslog\t+sysklogd\n<interactive> udev\n\n$remote_fs $local_fs +mountnfs");
  EXPECT_EQ(table.members("$syslog"), (Names{"rsyslog", "sysklogd"}));
  EXPECT_EQ(table.members("$remote_fs"), (Names{"$local_fs", "mountnfs"}));
  for (const char* none : {"$comment", "<interactive>", "udev", ""}) EXPECT_TRUE(table.members(none).empty());
  table.add("$syslog +own-syslog\n");
  EXPECT_EQ(table.members("$syslog"), (Names{"rsyslog", "sysklogd", "own-syslog"}));
}

TEST(Facilities, AreReadFromDebiansFiles) {
  fakes::ScriptTree files;
  EXPECT_TRUE(read_facilities(Tree(files.root())).empty());
  files.write("/etc/insserv.conf", "$network +networking\n");
  files.write("/etc/insserv.conf.d/vpn", "$network +vpn\n$vpn vpn\n");
  files.write("/etc/insserv.conf.d/old~", "$network +old\n");
  Facilities table = read_facilities(Tree(files.root()));
  EXPECT_EQ(table.members("$network"), (Names{"networking", "vpn"}));
  EXPECT_EQ(table.members("$vpn"), Names{"vpn"});
}

TEST(Facilities, AreTheStandardOnesOnADebianWithoutInsserv) {
  fakes::ScriptTree files;
  files.write("/etc/debian_version", "12.5\n");
  EXPECT_EQ(read_facilities(Tree(files.root())).members("$portmap"), (Names{"rpcbind", "portmap"}));
  files.write("/etc/insserv.conf", "$network +networking\n");
  EXPECT_TRUE(read_facilities(Tree(files.root())).members("$portmap").empty());
}

}  // namespace
}  // namespace rouse::sysv
