#include "attend/presented_caller.h"

#include <netinet/in.h>
#include <sys/eventfd.h>

#include "attend/service_wire.h"
#include "fakes/attendant_client.h"
#include "listen/admission.h"
#include "sys/file.h"

namespace rouse::attend {
namespace {

using Words = std::vector<std::string>;

net::Endpoint place_of(const Fd& socket) { return *sys::local_of(socket.raw()); }

net::Endpoint at(std::string_view address, std::uint16_t port = 0) {
  return {*net::Address::parse(address), port};
}

/// A door, and somebody who came to it.
class PresentedCaller : public testing::Test {
 protected:
  explicit PresentedCaller(const net::Endpoint& where = fakes::loopback()) : door(fakes::open_door(where)) {}
  void connect(std::string_view address) {
    connected = fakes::connect_to(at(address, place_of(door).port));
    accepted = std::move(sys::accept(door.raw())->fd);
  }
  std::optional<net::Endpoint> peer_of(const Fd& socket) {
    return peer_of_presented(socket.raw(), door.raw());
  }

  Fd door, accepted, connected;
};

TEST_F(PresentedCaller, IsWhoTheKernelSaysHeIs) {
  connect("127.0.0.1");
  EXPECT_EQ(peer_of(accepted), place_of(connected));
}

TEST_F(PresentedCaller, MayComeToAnyAddressOfADoorThatIsOpenToAll) {
  door = fakes::open_door(at("0.0.0.0"));
  connect("127.0.0.9");
  EXPECT_EQ(peer_of(accepted), place_of(connected));
  door = fakes::open_door(at("::"));
  connect("127.0.0.9");
  EXPECT_TRUE(peer_of(accepted)->address.is_mapped());
}

// A connection that the attendant made itself would carry the address of whom it called.
TEST_F(PresentedCaller, CameToThatDoor) {
  connect("127.0.0.1");
  EXPECT_FALSE(peer_of(connected));
  std::uint16_t port = place_of(door).port;
  Fd elsewhere = fakes::open_door(at("127.0.0.9", port));
  Fd other = fakes::connect_to(at("127.0.0.9", port));
  Fd came_elsewhere = std::move(sys::accept(elsewhere.raw())->fd);
  EXPECT_FALSE(peer_of(came_elsewhere));
}

TEST_F(PresentedCaller, CameByItsFamily) {
  connect("127.0.0.1");
  Fd over6 = std::move(*sys::open_socket(AF_INET6, SOCK_STREAM));
  ASSERT_TRUE(sys::set_option(over6.raw(), IPPROTO_IPV6, IPV6_V6ONLY, 1));
  ASSERT_TRUE(sys::bind(over6.raw(), at("::", place_of(door).port)));
  ASSERT_TRUE(sys::listen(over6.raw(), 1));
  EXPECT_FALSE(peer_of_presented(accepted.raw(), over6.raw()));
}

TEST_F(PresentedCaller, IsNothingElse) {
  EXPECT_FALSE(peer_of(door));
  Fd unconnected = std::move(*sys::open_socket(AF_INET, SOCK_STREAM));
  EXPECT_FALSE(peer_of(unconnected));
  Fd datagrams = std::move(*sys::open_socket(AF_INET, SOCK_DGRAM));
  ASSERT_TRUE(sys::bind(datagrams.raw(), place_of(door)));
  ASSERT_TRUE(sys::connect(datagrams.raw(), place_of(door)));
  EXPECT_FALSE(peer_of(datagrams));
  auto pair = std::move(*sys::socket_pair());
  EXPECT_FALSE(peer_of(pair.first));
  Fd no_socket(::eventfd(0, EFD_CLOEXEC));
  EXPECT_FALSE(peer_of(no_socket));
}

TEST_F(PresentedCaller, IsStillThere) {
  connect("127.0.0.1");
  ::linger at_once{.l_onoff = 1, .l_linger = 0};
  ASSERT_EQ(::setsockopt(connected.raw(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  connected.reset();
  EXPECT_FALSE(peer_of(accepted));
}

/// tcpmux with a door of its own, a caller who came in by it, and `finger`, which he may name.
class MuxTest : public fakes::AttendantClientTest {
 protected:
  MuxTest() {
    engine.policy.descriptor_limit = 1024;
    Fd door = fakes::open_door();
    config::ServiceConfig config;
    config.name = config.id = "tcpmux";
    config.type.add(config::Type::internal);
    config.port = sys::local_of(door.raw())->port;
    tcpmux->config = std::make_shared<const config::ServiceConfig>(config);
    connected = fakes::connect_to(*sys::local_of(door.raw()));
    peer = *sys::local_of(connected.raw());
    accepted = std::move(sys::accept(door.raw())->fd);
    tcpmux->door.emplace(*loop, std::move(door));
    finger->state = listen::DoorState::doorless;
    finger_is({});
    client.serve(tcpmux);
    client.offer(std::array{finger}, admission);
  }
  void finger_is(config::ServiceConfig config) {
    config.name = config.id = "finger";
    config.type.add(config::Type::tcpmux);
    finger->config = std::make_shared<const config::ServiceConfig>(std::move(config));
    finger->lists = access::compile_lists(*finger->config);
  }
  void present(std::uint32_t number, std::uint32_t through, std::span<const int> fds) {
    Report report;
    report.kind = ReportKind::named;
    report.number = number;
    report.through = through;
    ASSERT_TRUE(sys::send_message(theirs.raw(), bytes_of(report), fds));
    settle();
  }
  void present() {
    present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw()});
    accepted.reset();
  }
  std::vector<MuxName> names_told() {
    auto last = decode(*sys::read_from_start(given.at(0).raw(), 1 << 20));
    return last ? last->mux_names : std::vector<MuxName>();
  }

  listen::Admission admission{engine};
  std::shared_ptr<listen::Service> tcpmux = std::make_shared<listen::Service>(*loop, nullptr);
  std::shared_ptr<listen::Service> finger = std::make_shared<listen::Service>(*loop, nullptr);
  Fd accepted, connected;
  net::Endpoint peer;
};

TEST_F(MuxTest, TcpmuxIsToldTheNamesWhenTheyChange) {
  ASSERT_TRUE(order());
  EXPECT_TRUE(names_told().empty());
  ASSERT_TRUE(order());
  EXPECT_EQ(names_told(), (std::vector<MuxName>{{finger->attended_as, "finger"}}));
  client.offer(std::array{finger}, admission);
  EXPECT_FALSE(order());
  client.offer({}, admission);
  ASSERT_TRUE(order());
  EXPECT_TRUE(names_told().empty());
}

TEST_F(MuxTest, OneWhoNamedAServiceIsACallerOfIt) {
  present();
  EXPECT_EQ(starter.started, Words{"finger"});
  EXPECT_EQ(starter.peers.at(0), peer);
  EXPECT_EQ(finger->running, 1U);
  fakes::say(starter.callers.at(0), "hello");
  EXPECT_EQ(fakes::hear(connected).bytes, "hello");
}

TEST_F(MuxTest, TheServicesOwnLimitsHold) {
  config::ServiceConfig config;
  config.only_from = {*net::parse_pattern("10.0.0.0/8")};
  finger_is(config);
  present();
  EXPECT_EQ(starter.started, Words());
  EXPECT_EQ(events.happened, Words{"FAIL finger " + peer.text()});
  EXPECT_TRUE(fakes::hear(connected).end);
}

TEST_F(MuxTest, TheLastDescriptorsAreNotForHim) {
  engine.policy.descriptor_limit = static_cast<std::uint64_t>(Fd::held());
  present();
  EXPECT_EQ(starter.started, Words());
  EXPECT_EQ(events.happened, Words{"FAIL finger " + peer.text()});
}

TEST_F(MuxTest, GoIsSaidToThoseWhoAreLetIn) {
  config::ServiceConfig config;
  config.type.add(config::Type::tcpmuxplus);
  finger_is(config);
  present();
  EXPECT_EQ(fakes::hear(connected).bytes, "+Go\r\n");
  EXPECT_EQ(starter.started.size(), 1U);
}

TEST_F(MuxTest, GoIsSaidToNobodyElse) {
  config::ServiceConfig config;
  config.type.add(config::Type::tcpmuxplus);
  config.instances = 0;
  finger_is(config);
  present();
  EXPECT_EQ(fakes::hear(connected).bytes, "");
  EXPECT_EQ(starter.started, Words());
}

TEST_F(MuxTest, TheBannerWasTheOneOfTcpmux) {
  config::ServiceConfig config;
  config.banner = "hello";
  config.banner_success = "welcome";
  finger_is(config);
  finger->banners.give("hello", "hello\n");
  finger->banners.give("welcome", "welcome\n");
  present();
  EXPECT_EQ(fakes::hear(connected).bytes, "welcome\n");
}

TEST_F(MuxTest, TheWaitOfCpsRefusesEverybody) {
  config::ServiceConfig config;
  config.cps = {1, 10, 60};
  finger_is(config);
  finger->record->rate = {clock.wall(), 1};
  present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw()});
  finger->record->rate = {};
  present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw()});
  EXPECT_EQ(events.happened, (Words{"FAIL finger " + peer.text(), "FAIL finger " + peer.text()}));
  EXPECT_EQ(finger->state, listen::DoorState::paused);
  advance(std::chrono::seconds(10));
  EXPECT_EQ(messages, (Words{"ERROR Deactivating service finger due to excessive incoming connections.  "
                             "Restarting in 10 seconds.",
                             "ERROR Activating service finger"}));
  present();
  EXPECT_EQ(starter.started.size(), 1U);
}

TEST_F(MuxTest, ALiarNamesNothingElse) {
  int held = Fd::held();
  std::array caller_{accepted.raw()};
  present(77, tcpmux->attended_as, caller_);                   // no service
  present(tcpmux->attended_as, tcpmux->attended_as, caller_);  // one with a door
  present(finger->attended_as, finger->attended_as, caller_);  // through one that is no tcpmux
  present(finger->attended_as, 77, caller_);                   // through none
  present(finger->attended_as, tcpmux->attended_as, {});       // nobody
  present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw(), accepted.raw()});
  present(finger->attended_as, tcpmux->attended_as, std::array{connected.raw()});
  present(finger->attended_as, tcpmux->attended_as, std::array{tcpmux->door->raw()});
  client.offer({}, admission);
  present(finger->attended_as, tcpmux->attended_as, caller_);  // one that a reload took away
  EXPECT_EQ(starter.started, Words());
  EXPECT_EQ(events.happened, Words());
  EXPECT_EQ(finger->running, 0U);
  EXPECT_EQ(Fd::held(), held);
}

TEST_F(MuxTest, ALiarTakesNobodyFromAnotherDoor) {
  Fd door = fakes::open_door();
  Fd guest = fakes::connect_to(*sys::local_of(door.raw()));
  Fd at_echo = std::move(sys::accept(door.raw())->fd);
  service->door.emplace(*loop, std::move(door));
  client.serve(service);
  present(finger->attended_as, service->attended_as, std::array{at_echo.raw()});
  EXPECT_EQ(starter.started, Words());
}

// The steward starts finger's servers, so the attendant has nothing to tell about it.
TEST_F(MuxTest, ALiarTellsNothingAboutIt) {
  say(report(ReportKind::started, finger->attended_as));
  say(report(ReportKind::ended, finger->attended_as));
  EXPECT_EQ(events.happened, Words());
  EXPECT_EQ(finger->running, 0U);
}

TEST_F(MuxTest, AnotherAttendantGetsWhatMayBeNamedBeforeAnyDoor) {
  auto daytime = std::make_shared<listen::Service>(*loop, nullptr);
  config::ServiceConfig config;
  config.name = config.id = "daytime";
  config.type.add(config::Type::internal);
  config.type.add(config::Type::tcpmux);
  daytime->config = std::make_shared<const config::ServiceConfig>(config);
  client.serve(daytime);
  client.offer(std::array{finger, daytime}, admission);
  theirs.reset();
  settle();
  advance(std::chrono::seconds(1));
  auto first = order();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, daytime->attended_as);
  EXPECT_EQ(given.size(), 1U);
  auto second = order();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, tcpmux->attended_as);
  EXPECT_EQ(names_told(),
            (std::vector<MuxName>{{finger->attended_as, "finger"}, {daytime->attended_as, "daytime"}}));
}

/// Who calls must have called: a door that was made to call somebody trusted brings nobody.
TEST_F(MuxTest, ALentDoorIsNoCaller) {
  std::optional<Fd> lent;
  while (order()) {
    if (given.size() == 2 && sys::local_of(given.back().raw())->port != 0) lent = std::move(given.back());
  }
  ASSERT_TRUE(lent);
  Fd trusted = fakes::open_door({*net::Address::parse("127.0.0.9"), 0});
  ASSERT_TRUE(sys::shutdown_both(lent->raw()));
  ASSERT_TRUE(sys::connect(lent->raw(), *sys::local_of(trusted.raw())));
  present(finger->attended_as, tcpmux->attended_as, std::array{lent->raw()});
  EXPECT_EQ(starter.started, Words{});
}

}  // namespace
}  // namespace rouse::attend
