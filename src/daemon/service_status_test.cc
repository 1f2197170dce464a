#include "daemon/service_status.h"

#include <gtest/gtest.h>

#include "fakes/loop.h"

namespace rouse::daemon {
namespace {

using listen::DoorState;

class ServiceStatusTest : public fakes::LoopTest {
 protected:
  static config::ServiceConfig telnet() {
    config::ServiceConfig out;
    out.id = out.name = "telnet";
    out.protocol = "tcp";
    out.port = 23;
    out.instances = 60;
    out.cps.wait_s = 30;
    out.file = "/etc/xinetd.d/telnet";
    out.line = 3;
    return out;
  }
  control::ServiceStatus when(DoorState state, int trouble_code = 0) {
    listen::Service service(*loop, std::make_shared<const config::ServiceConfig>(telnet()));
    service.state = state;
    service.running = 2;
    service.trouble_code = trouble_code;
    return status_of(service, config::DefaultFamily::dual);
  }
};

TEST_F(ServiceStatusTest, SaysWhereAnOpenServiceListensAndHowManyItServes) {
  EXPECT_EQ(when(DoorState::active),
            (control::ServiceStatus{"telnet", "on-demand", "open", "[::]:23/tcp", 2, 60, ""}));
  for (DoorState open : {DoorState::suspended, DoorState::lent}) EXPECT_EQ(when(open).state, "open");
}

TEST_F(ServiceStatusTest, SaysWhyADoorIsNotOpen) {
  auto told = [&](DoorState state, int trouble_code = 0) {
    control::ServiceStatus status = when(state, trouble_code);
    return status.state + ": " + status.detail;
  };
  EXPECT_EQ(told(DoorState::barred),
            "closed: closed by order, until it is opened or the daemon is restarted");
  EXPECT_EQ(told(DoorState::paused), "paused: more calls than cps allows; it rests for 30 s");
  EXPECT_EQ(told(DoorState::retrying, EADDRINUSE), "waiting: Address already in use");
  EXPECT_EQ(told(DoorState::closed, EACCES), "failed: Permission denied");
}

TEST_F(ServiceStatusTest, OfAMuxServiceIsAtTcpmux) {
  config::ServiceConfig muxed = telnet();
  muxed.type.add(config::Type::tcpmux);
  listen::Service service(*loop, std::make_shared<const config::ServiceConfig>(muxed));
  service.state = DoorState::doorless;
  control::ServiceStatus status = status_of(service, config::DefaultFamily::dual);
  EXPECT_EQ(status.state, "open");
  EXPECT_EQ(status.place, "tcpmux");
}

TEST_F(ServiceStatusTest, OfAResidentIsWhatItSaysWhileItRunsAndThenHowItEnded) {
  supervise::ResidentReport web{.id = "web",
                                .state = "running",
                                .pid = 12,
                                .last_end = "server 11 exited with status 1",
                                .status = "idle"};
  EXPECT_EQ(status_of(web),
            (control::ServiceStatus{
                .name = "web", .mode = "standalone", .state = "running", .detail = "idle", .pid = 12}));
  web.state = "resting";
  EXPECT_EQ(status_of(web).detail, "server 11 exited with status 1");
}

TEST_F(ServiceStatusTest, OfWhatIsNotServedSaysWhyAndWhere) {
  EXPECT_EQ(status_of(telnet(), "no such account").detail, "no such account (/etc/xinetd.d/telnet:3)");
  EXPECT_EQ(status_of(telnet(), "no such account").state, "failed");
  config::Dropped dropped{"tftp", "/etc/xinetd.d/tftp", 5, "disable = yes", true};
  EXPECT_EQ(status_of(dropped).state, "disabled");
  EXPECT_EQ(status_of(dropped).detail, "disable = yes (/etc/xinetd.d/tftp:5)");
  EXPECT_EQ(status_of(dropped).mode, "on-demand");
  dropped.mode = config::Mode::standalone;
  EXPECT_EQ(status_of(dropped).mode, "standalone");
  dropped.mode = config::Mode::warm;
  EXPECT_EQ(status_of(dropped).mode, "warm");
  dropped.by_choice = false;
  EXPECT_EQ(status_of(dropped).state, "failed");
}

}  // namespace
}  // namespace rouse::daemon
