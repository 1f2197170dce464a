#include "tools/served_service.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using control::OrderKind;
using control::ServiceStatus;
namespace state = control::state;

ServiceStatus telnet(std::string_view word) {
  return {.name = "telnet",
          .mode = "on-demand",
          .state = std::string(word),
          .place = "[::]:23/tcp",
          .sessions = 2};
}

int status(std::vector<std::string_view> words) {
  std::vector<ServiceStatus> services;
  for (std::string_view word : words) services.push_back(telnet(word));
  return status_of(services);
}

using Orders = std::vector<OrderKind>;

TEST(ServedService, CommandsAreOrdersForTheDoorOfWhatStartsOnDemand) {
  EXPECT_EQ(orders_of({"status"}, false), Orders{OrderKind::show});
  EXPECT_EQ(orders_of({"start"}, false), Orders{OrderKind::open});
  EXPECT_EQ(orders_of({"stop"}, false), Orders{OrderKind::close});
  for (const char* word : {"restart", "force-reload", "--full-restart"})
    EXPECT_EQ(orders_of({word}, false), (Orders{OrderKind::close, OrderKind::open})) << word;
}

TEST(ServedService, CommandsAreOrdersForAResident) {
  EXPECT_EQ(orders_of({"status"}, true), Orders{OrderKind::show});
  EXPECT_EQ(orders_of({"start"}, true), Orders{OrderKind::start});
  EXPECT_EQ(orders_of({"stop"}, true), Orders{OrderKind::stop});
  for (const char* word : {"restart", "force-reload", "--full-restart"})
    EXPECT_EQ(orders_of({word}, true), Orders{OrderKind::restart}) << word;
}

TEST(ServedService, OtherWordsAreNoCommand) {
  for (bool resident : {false, true}) {
    EXPECT_FALSE(orders_of({}, resident));
    EXPECT_FALSE(orders_of({"condrestart"}, resident));
    EXPECT_FALSE(orders_of({"start", "now"}, resident));
  }
}

TEST(ServedService, ItsStatusIsThatOfWhatIsBestOff) {
  for (std::string_view well : {"open", "paused", "running", "starting", "stopping", "restarting"})
    EXPECT_EQ(status({well}), 0) << well;
  for (std::string_view ended : {"failing", "resting", "given up"}) EXPECT_EQ(status({ended}), 1) << ended;
  for (std::string_view shut : {"closed", "waiting", "disabled", "failed", "stopped"})
    EXPECT_EQ(status({shut}), 3) << shut;
  EXPECT_EQ(status({"asleep"}), 4);
  EXPECT_EQ(status({"closed", "open"}), 0);
}

TEST(ServedService, ALineTellsWhatThereIsToTell) {
  EXPECT_EQ(status_line(telnet(state::open)), "telnet is on demand: open, [::]:23/tcp, sessions: 2");
  ServiceStatus off{.name = "telnet", .mode = "on-demand", .state = "disabled", .detail = "disable = yes"};
  EXPECT_EQ(status_line(off), "telnet is on demand: disabled; disable = yes");
  off.state = "asleep\n";
  EXPECT_EQ(status_line(off), "telnet is on demand: asleep\\x0a; disable = yes");
  ServiceStatus web{.name = "web", .mode = "standalone", .state = "running", .detail = "idle", .pid = 7};
  EXPECT_EQ(status_line(web), "web is a resident: running, pid 7; idle");
}

}  // namespace
}  // namespace rouse::tools
