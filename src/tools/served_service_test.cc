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

TEST(ServedService, CommandsAreOrdersForItsDoor) {
  using Orders = std::vector<OrderKind>;
  EXPECT_EQ(orders_of({"status"}), Orders{OrderKind::show});
  EXPECT_EQ(orders_of({"start"}), Orders{OrderKind::open});
  EXPECT_EQ(orders_of({"stop"}), Orders{OrderKind::close});
  EXPECT_EQ(orders_of({"restart"}), (Orders{OrderKind::close, OrderKind::open}));
  EXPECT_EQ(orders_of({"--full-restart"}), orders_of({"restart"}));
  EXPECT_FALSE(orders_of({}));
  EXPECT_FALSE(orders_of({"condrestart"}));
  EXPECT_FALSE(orders_of({"start", "now"}));
}

TEST(ServedService, ItsStatusIsThatOfItsDoor) {
  EXPECT_EQ(status({state::open}), 0);
  EXPECT_EQ(status({state::paused}), 0);
  for (std::string_view shut : {state::closed, state::waiting, state::disabled, state::failed})
    EXPECT_EQ(status({shut}), 3) << shut;
  EXPECT_EQ(status({state::closed, state::open}), 0);
  EXPECT_EQ(status({"asleep"}), 4);
}

TEST(ServedService, ALineTellsWhatThereIsToTell) {
  EXPECT_EQ(status_line(telnet(state::open)), "telnet is on demand: open, [::]:23/tcp, sessions: 2");
  ServiceStatus off{.name = "telnet", .mode = "on-demand", .state = "disabled", .detail = "disable = yes"};
  EXPECT_EQ(status_line(off), "telnet is on demand: disabled; disable = yes");
  off.state = "asleep\n";
  EXPECT_EQ(status_line(off), "telnet is on demand: asleep\\x0a; disable = yes");
}

}  // namespace
}  // namespace rouse::tools
