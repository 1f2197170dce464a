#include "listen/runnable.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

TEST(Runnable, APlainServiceIs) {
  config::ServiceConfig service;
  EXPECT_EQ(not_runnable(service, {}), std::nullopt);
}

access::AccessFiles denying(std::string_view rules) {
  access::AccessFiles files;
  files.read(access::AccessTable::deny, "hosts.deny", rules);
  return files;
}

TEST(Runnable, ARuleThatRouseCannotHonourKeepsTheServicesClosedThatItNames) {
  config::ServiceConfig service;
  service.server = "/usr/sbin/in.telnetd";
  access::AccessFiles files = denying("in.telnetd: ALL: twist /bin/echo go away\n");
  EXPECT_EQ(
      not_runnable(service, files),
      "hosts.deny:1: `twist` runs a command, which rouse does not do; mend that, or set flags = NOLIBWRAP "
      "to serve it without hosts.allow and hosts.deny");
  service.server = "/usr/sbin/in.ftpd";
  EXPECT_EQ(not_runnable(service, files), std::nullopt);
  service.libwrap = "in.telnetd";
  EXPECT_TRUE(not_runnable(service, files));
  service.flags.add(config::Flag::nolibwrap);
  EXPECT_EQ(not_runnable(service, files), std::nullopt);
}

TEST(Runnable, ARuleForAServerThatAcceptsItselfKeepsItClosed) {
  config::ServiceConfig service;
  service.server = "/usr/sbin/smbd";
  service.wait = true;
  EXPECT_EQ(not_runnable(service, denying("in.telnetd: ALL\n")), std::nullopt);
  EXPECT_EQ(
      not_runnable(service, denying("ALL: 10.0.0.1\n")),
      "hosts.allow or hosts.deny has a rule for smbd, and the server of a stream service with wait = yes "
      "accepts its callers itself, so that nobody can ask about them; set flags = NOLIBWRAP to serve it "
      "without hosts.allow and hosts.deny");
  service.socket_type = config::SocketType::dgram;
  EXPECT_EQ(not_runnable(service, denying("ALL: 10.0.0.1\n")), std::nullopt);
}

TEST(Runnable, NamesInTheListsOfAStreamWaitServiceAreRefused) {
  config::ServiceConfig service;
  service.wait = true;
  service.no_access = {net::HostName{"bad.example"}};
  EXPECT_EQ(not_runnable(service, {}),
            "only_from and no_access of a stream service with wait = yes take addresses only, no host names");
}

TEST(Runnable, TcpmuxIsButNotThroughItself) {
  config::ServiceConfig service;
  service.type.add(config::Type::internal);
  service.name = "tcpmux";
  EXPECT_EQ(not_runnable(service, {}), std::nullopt);
  service.type.add(config::Type::tcpmux);
  EXPECT_EQ(not_runnable(service, {}), "tcpmux needs a port of its own: nobody can reach it through itself");
}

}  // namespace
}  // namespace rouse::listen
