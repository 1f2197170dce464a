#include "tools/ntsysv_services.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

using sysv::Levels;

class NtsysvServices : public testing::Test {
 protected:
  NtsysvServices() {
    tree.script("httpd", "# chkconfig: 345 85 15\n# description: A web server.\n");
    tree.link("S85httpd", "35");
    tree.link("K15httpd", "2");
    tree.script("atd", "# chkconfig: 345 95 5\n# hide: true\n");
    tree.link("S95atd", "3");
    tree.script("unlinked", "# chkconfig: 345 95 5\n");
    tree.write("/etc/xinetd.d/telnet", "# description: Logs people in.\nservice telnet\n{\n}\n");
    tree.write("/etc/xinetd.d/echo", "service echo\n{\n\tdisable = yes\n}\n");
    tree.write("/etc/xinetd.d/echo.rpmsave", "service echo\n{\n}\n");
  }
  void install_super_server() const {
    tree.write("/usr/sbin/xinetd", "");
    ::chmod((tree.root() + "/usr/sbin/xinetd").c_str(), 0755);
  }
  std::vector<ListedService> list(Levels levels, bool hide = false) const {
    return listed_services(sysv::Tree(tree.root()), levels, hide, served).value();
  }
  /// "*httpd -echo": names with their boxes, in their order.
  std::string boxes(Levels levels, bool hide = false) const {
    std::string out;
    for (const ListedService& service : list(levels, hide))
      out += (out.empty() ? "" : " ") + ((service.on ? "*" : "-") + service.name);
    return out;
  }

  fakes::ScriptTree tree;
  ServedServices served;
};

TEST_F(NtsysvServices, ABoxIsOnWhereTheServiceIsInAnyOfTheLevels) {
  EXPECT_EQ(boxes(Levels::only(3)), "*atd *httpd");
  EXPECT_EQ(boxes(Levels::only(2)), "-atd -httpd");
  EXPECT_EQ(boxes(Levels::only(2) | Levels::only(5)), "-atd *httpd");
}

TEST_F(NtsysvServices, WhatAsksToBeHiddenIsHiddenOnRequest) {
  EXPECT_EQ(boxes(Levels::only(3), true), "*httpd");
}

TEST_F(NtsysvServices, ServicesOfXinetdAreAmongThemWhereThereIsASuperServer) {
  install_super_server();
  EXPECT_EQ(boxes(Levels::only(3)), "*atd -echo *httpd *telnet");
  EXPECT_EQ(boxes(Levels::only(0)), "-atd -echo -httpd *telnet");
}

TEST_F(NtsysvServices, AScriptAndAFileOfTheSameNameHaveABoxEach) {
  install_super_server();
  tree.write("/etc/xinetd.d/httpd", "service httpd\n{\n\tdisable = yes\n}\n");
  EXPECT_EQ(boxes(Levels::only(3)), "*atd -echo *httpd -httpd *telnet");
}

TEST_F(NtsysvServices, TheScreenSaysHowEachIs) {
  install_super_server();
  tree.write("/var/lock/subsys/httpd", "");
  std::string remarks;
  screen::Checklist screen = checklist(list(Levels::only(3)));
  for (const screen::CheckRow& row : screen.rows()) remarks += row.name + " " + row.remark + "\n";
  EXPECT_EQ(remarks, "atd stopped\necho closed\nhttpd running\ntelnet closed\n");
}

TEST_F(NtsysvServices, OfAFileOfXinetdTheDaemonKnowsWhetherItsDoorsAreOpen) {
  install_super_server();
  tree.write("/etc/xinetd.d/echo",
             "service echo\n{\n\tid = echo-stream\n}\nservice echo\n{\n\tid = echo-dgram\n}\n");
  auto live = [&] {
    std::string out;
    for (const ListedService& service : list(Levels::only(3)))
      if (service.live) out += service.name + " ";
    return out;
  };
  served = {
      {"echo", "on-demand", "open"}, {"echo-stream", "on-demand", "closed"}, {"telnet", "on-demand", "open"}};
  EXPECT_EQ(live(), "telnet ");
  served->push_back({"echo-dgram", "on-demand", "open"});
  EXPECT_EQ(live(), "echo telnet ");
  served = std::vector<control::ServiceStatus>{};
  EXPECT_EQ(live(), "") << "the daemon does not know them";
}

TEST_F(NtsysvServices, TheExplanationIsTheDescriptionOrTheName) {
  install_super_server();
  std::vector<ListedService> services = list(Levels::only(3));
  EXPECT_EQ(explanation(services[0], "C"), "atd");
  EXPECT_EQ(explanation(services[2], "C"), "A web server.");
  EXPECT_EQ(explanation(services[3], "C"), "Logs people in.");
}

TEST_F(NtsysvServices, WithoutAFolderOfScriptsThereIsNoList) {
  fakes::TemporaryFolder empty;
  auto services = listed_services(sysv::Tree(empty.path("root")), Levels::only(3), false, std::nullopt);
  ASSERT_FALSE(services);
  EXPECT_EQ(services.error().code, ENOENT);
}

}  // namespace
}  // namespace rouse::tools
