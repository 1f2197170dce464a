#include <gtest/gtest.h>

#include "config/configuration.h"
#include "fakes/memory_world.h"

namespace rouse::config {
namespace {

TEST(Load, ReadsAnEntryAsTheDistributionsShipIt) {
  fakes::MemoryWorld world;
  world.files["/etc/xinetd.conf"] = "defaults\n{\n}\nincludedir /etc/xinetd.d\n";
  world.directories["/etc/xinetd.d"] = {{"telnet", true}, {"README.txt", true}};
  world.files["/etc/xinetd.d/telnet"] =
      "# default: on\nservice telnet\n{\n\tflags\t\t= REUSE\n\tsocket_type\t= stream\n\twait\t\t= "
      "no\n\tuser\t\t= "
      "root\n\tserver\t\t= /usr/sbin/in.telnetd\n\tlog_on_failure\t+= USERID\n\tdisable\t\t= no\n}\n";
  Configuration configuration = load({}, world);
  EXPECT_TRUE(configuration.messages.empty());
  EXPECT_FALSE(configuration.fatal);
  ASSERT_EQ(configuration.services.size(), 1U);
  const ServiceConfig& telnet = *configuration.services.front();
  EXPECT_EQ(telnet.port, 23);
  EXPECT_EQ(telnet.argv, std::vector<std::string>{"in.telnetd"});
  EXPECT_TRUE(telnet.log_on_failure.has(LogOption::userid));
  EXPECT_EQ(telnet.family, Family::automatic);
  EXPECT_EQ(telnet.user->id, 0U);
}

}  // namespace
}  // namespace rouse::config
