#include "attend/attendant_client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "access/sensor_list.h"
#include "attend/service_wire.h"
#include "fakes/conversation.h"
#include "listen/events.h"
#include "listen/place.h"
#include "listen/starter.h"
#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::attend {
namespace {

using Words = std::vector<std::string>;

class ListSink final : public log::Sink {
 public:
  explicit ListSink(Words& out) : out_(out) {}
  void write(const log::Line& line) override { out_.push_back(fmt(line)); }

 private:
  static std::string fmt(const log::Line& line) {
    return std::string(line.level) + " " + std::string(line.text);
  }
  Words& out_;
};

class ListEvents final : public listen::Events {
 public:
  void record(const listen::Service& service, log::Happening what) override {
    static constexpr std::array names{"START", "FAIL", "EXIT", "TRAFFIC", "USERID", "NOID"};
    std::string peer = std::visit([](const auto& w) { return w.peer.text(); }, what);
    std::string more;
    if (const auto* identified = std::get_if<log::Identified>(&what)) more = " " + identified->user;
    if (const auto* caller = std::get_if<log::NotIdentified>(&what)) more = " " + std::string(caller->reason);
    happened.push_back(std::string(names.at(what.index())) + " " + service.id() + " " + peer + more);
  }
  Words happened;
};

class KeepsCallers final : public listen::Starter {
 public:
  Result<void> answer(listen::Place place, Fd& caller, const net::Endpoint& peer,
                      const std::optional<std::string>&) override {
    started.push_back(place.service()->id() + " " + peer.text());
    places.push_back(std::move(place));
    callers.push_back(std::move(caller));
    return {};
  }
  Words started;
  std::vector<listen::Place> places;
  std::vector<Fd> callers;
};

class EveryoneIsBob final : public listen::Names {
 public:
  loop::Co<listen::NameAnswer> name_of(net::Address, bool forward_confirm) override {
    co_return listen::NameAnswer{.name = {"bob.example", forward_confirm}};
  }
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string, gid_t) override {
    co_return std::nullopt;
  }
  loop::Co<std::vector<net::Address>> addresses_of(std::string) override {
    co_return std::vector<net::Address>();
  }
  loop::Co<listen::WrapAnswer> wrapped(listen::WrapQuestion question) override {
    std::string asked =
        fmt::format("{} {} {}", question.daemon, question.caller.text(), question.local.text());
    co_return listen::WrapAnswer{.allowed = question.daemon == "echod", .doubt = asked};
  }
};

class NobodyTells final : public listen::Identities {
 public:
  loop::Co<listen::Identity> identify(net::Endpoint, net::Endpoint) override {
    co_return std::unexpected(listen::identity_no_server);
  }
};

const net::Endpoint caller{*net::Address::parse("10.0.0.7"), 4711};
const net::Endpoint local{*net::Address::parse("10.0.0.1"), 23};

/// The attendant's end of the pair is the test's.
class AttendantClientTest : public testing::Test {
 protected:
  AttendantClientTest() {
    service->config = std::make_shared<const config::ServiceConfig>(echo());
    auto pair = sys::socket_pair();
    service->door.emplace(*loop, std::move(pair->first));
  }
  static config::ServiceConfig echo() {
    config::ServiceConfig out;
    out.name = out.id = "echo";
    out.env = {"SECRET=hunter2"};
    return out;
  }
  Result<Started> start() {
    ++starts;
    auto pair = sys::socket_pair();
    if (!pair) return std::unexpected(pair.error());
    theirs = std::move(pair->second);
    return Started{4243, Fd(), std::move(pair->first)};
  }
  void turn() {
    while (loop->turn(0) > 0) {
    }
  }
  std::optional<Order> order() {
    Order out;
    given.clear();
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), given);
    if (!size || *size != sizeof out) return std::nullopt;
    return out;
  }
  template <class T>
  void say(const T& message) {
    ASSERT_TRUE(sys::send_message(theirs.raw(), bytes_of(message)));
    turn();
  }
  /// Asks who the caller is; the order that comes of it.
  std::optional<Order> ask() {
    identity.reset();
    tasks.start(fakes::keep(client.identify(caller, local), &identity));
    return order();
  }
  std::string outcome() const {
    if (!identity) return "none yet";
    return identity->has_value() ? **identity : std::string(identity->error());
  }
  TextReport text(ReportKind kind, std::uint32_t number, std::string_view words) {
    TextReport out;
    out.report = report(kind, number);
    put_text(out.text, words);
    return out;
  }
  Report report(ReportKind kind, std::uint32_t number = 1) {
    Report out;
    out.kind = kind;
    out.number = number;
    out.lasting = 1;
    out.peer = wire_peer(caller);
    return out;
  }

  ManualClock clock;
  std::unique_ptr<loop::Loop> loop = std::move(*loop::Loop::create(clock));
  Words messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<ListSink>(messages)};
  ListEvents events;
  EveryoneIsBob names;
  NobodyTells identities;
  listen::Places places;
  access::SensorList shut_out;
  KeepsCallers starter;
  loop::Descriptors descriptors{*loop};
  listen::LoadMeter load{clock, Fd()};
  listen::HolderLookup holders;
  listen::Engine engine{
      .loop = *loop,
      .starter = starter,
      .events = events,
      .sessions = nullptr,
      .attendant = nullptr,
      .registrar = nullptr,
      .places = places,
      .shut_out = shut_out,
      .sensors = nullptr,
      .names = names,
      .identities = identities,
      .log = log,
      .descriptors = descriptors,
      .load = load,
      .holders = holders,
      .policy = {},
  };
  std::shared_ptr<listen::Service> service = std::make_shared<listen::Service>(*loop, nullptr);
  Fd theirs;
  std::vector<Fd> given;
  int starts = 0;
  AttendantClient client{engine, {[] { return std::nullopt; }, [this] { return start(); }}};
  std::optional<listen::Identity> identity;
  loop::Tasks tasks{*loop};
};

TEST_F(AttendantClientTest, StartsWithTheFirstService) {
  EXPECT_EQ(starts, 0);
  client.serve(service);
  client.serve(service);
  EXPECT_EQ(starts, 1);
}

TEST_F(AttendantClientTest, AServiceArrivesWithItsDoorAndWithoutItsSecrets) {
  client.serve(service);
  auto got = order();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->kind, OrderKind::serve);
  EXPECT_EQ(got->number, 1U);
  ASSERT_EQ(given.size(), 2U);
  auto attended = decode(*sys::read_from_start(given[0].raw(), 1 << 20));
  ASSERT_TRUE(attended);
  EXPECT_EQ(attended->config.id, "echo");
  EXPECT_TRUE(attended->config.env.empty());
}

TEST_F(AttendantClientTest, WhatHappenedIsRecordedAndCounted) {
  client.serve(service);
  say(report(ReportKind::started));
  EXPECT_EQ(service->running, 1U);
  say(report(ReportKind::ended));
  EXPECT_EQ(service->running, 0U);
  say(report(ReportKind::refused));
  EXPECT_EQ(events.happened,
            (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711", "FAIL echo 10.0.0.7:4711"}));
}

/// A reload took the service over from servers that still run: those places are not the attendant's to free.
TEST_F(AttendantClientTest, OnlyItsOwnConversationsAreCountedDown) {
  client.serve(service);
  service->running = 1;
  say(report(ReportKind::ended));
  EXPECT_EQ(service->running, 1U);
  say(report(ReportKind::started));
  theirs.reset();
  turn();
  EXPECT_EQ(service->running, 1U);
}

TEST_F(AttendantClientTest, OneThatAsksAndDoesNotHearIsGivenUp) {
  client.serve(service);
  std::array<Report, reports_most> questions;
  questions.fill(report(ReportKind::ask_name));
  for (int round = 0; round < 5000 && messages.empty(); ++round) {
    (void)sys::send_message(theirs.raw(), std::as_bytes(std::span(questions)));
    turn();
  }
  EXPECT_EQ(messages, Words{"ERROR the attendant does not take its orders; it is killed"});
}

TEST_F(AttendantClientTest, ALiarGetsNothing) {
  client.serve(service);
  Report strange = report(ReportKind::refused);
  strange.reason = 200;
  say(strange);
  say(report(ReportKind::started, 77));
  say(report(ReportKind::closed, 77));
  say(report(static_cast<ReportKind>(99)));
  say(report(ReportKind::ended));  // of a conversation that never started
  EXPECT_EQ(service->running, 0U);
  EXPECT_EQ(events.happened, Words{"EXIT echo 10.0.0.7:4711"});
  TextReport note = text(ReportKind::note, 0, "one\nCRITICAL: two \x1b[31m");
  note.report.level = 0;
  say(note);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].find('\n'), std::string::npos);
  EXPECT_EQ(messages[0].find('\x1b'), std::string::npos);
}

TEST_F(AttendantClientTest, WhatItPassesAlongIsClosed) {
  client.serve(service);
  int held = Fd::held();
  std::array<int, 1> fds{theirs.raw()};
  Report with_descriptor = report(ReportKind::started);
  ASSERT_TRUE(sys::send_message(theirs.raw(), bytes_of(with_descriptor), fds));
  turn();
  EXPECT_EQ(Fd::held(), held);
}

TEST_F(AttendantClientTest, ItsQuestionsForNamesAreAnswered) {
  client.serve(service);
  ASSERT_TRUE(order());
  Report question = report(ReportKind::ask_name, 5);
  question.forward_confirm = 1;
  say(question);
  auto answer = order();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, OrderKind::name);
  EXPECT_EQ(answer->number, 5U);
  EXPECT_EQ(text_of(answer->name), "bob.example");
  EXPECT_TRUE(answer->name_confirmed);
}

TEST_F(AttendantClientTest, HostsAllowAndHostsDenyAreAskedAboutTheServiceItHas) {
  config::ServiceConfig wrapped = echo();
  wrapped.libwrap = "echod";
  service->config = std::make_shared<const config::ServiceConfig>(wrapped);
  client.serve(service);
  ASSERT_TRUE(order());
  Report question = report(ReportKind::ask_wrap);
  question.question = 6;
  question.local = wire_peer(local);
  say(question);
  auto answer = order();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, OrderKind::wrap);
  EXPECT_EQ(answer->number, 6U);
  EXPECT_TRUE(answer->wrap_allowed);
  EXPECT_EQ(text_of(answer->name), "echod 10.0.0.7 10.0.0.1:23");
  question.number = 77;  // a service that it was not given
  say(question);
  EXPECT_FALSE(order());
}

TEST_F(AttendantClientTest, StartsWithoutADoorWhereIdentIsAsked) {
  client.start();
  client.start();
  client.serve(service);
  EXPECT_EQ(starts, 1);
}

TEST_F(AttendantClientTest, AsksItWhoACallerIs) {
  client.start();
  auto question = ask();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->kind, OrderKind::identify);
  EXPECT_EQ(peer_of(question->caller), caller);
  EXPECT_EQ(peer_of(question->local), local);
  say(text(ReportKind::user, question->number, "UNIX : alice"));
  EXPECT_EQ(outcome(), "UNIX : alice");
  ASSERT_TRUE(question = ask());
  Report nobody = report(ReportKind::no_user, question->number);
  nobody.reason = static_cast<std::uint8_t>(builtin::IdentFailure::bad_response);
  say(nobody);
  EXPECT_EQ(outcome(), "bad response");
}

TEST_F(AttendantClientTest, WhoACallerIsNobodyTellsForEver) {
  client.start();
  ASSERT_TRUE(ask());
  clock.advance(listen::identity_patience - std::chrono::seconds(1));
  turn();
  EXPECT_EQ(outcome(), "none yet");
  clock.advance(std::chrono::seconds(1));
  turn();
  EXPECT_EQ(outcome(), "timeout");
}

TEST_F(AttendantClientTest, WhoACallerIsALiarCannotTellOfOthers) {
  client.start();
  std::uint32_t number = ask()->number;
  say(text(ReportKind::user, number + 1, "UNIX : mallory"));    // nobody asked
  say(text(ReportKind::identified, number, "UNIX : mallory"));  // of a service that it was not given
  say(report(ReportKind::user, number));                        // too short for a text
  std::array<Report, 2> batch{report(ReportKind::refused, 77), report(ReportKind::user, number)};
  say(batch);
  EXPECT_EQ(outcome(), "none yet");
  TextReport endless = text(ReportKind::user, number, "");
  endless.text.fill('x');
  endless.text[1] = '\n';
  say(endless);
  EXPECT_EQ(outcome(), "x?" + std::string(text_limit_bytes - 2, 'x'));
  say(text(ReportKind::user, number, "UNIX : mallory"));  // once more
  Report nobody = report(ReportKind::no_user, ask()->number);
  nobody.reason = 200;
  say(nobody);
  EXPECT_EQ(outcome(), "system error");
  EXPECT_EQ(events.happened, Words());
}

TEST_F(AttendantClientTest, WhoACallerIsNobodyTellsWithoutAnAttendant) {
  EXPECT_FALSE(ask());
  EXPECT_EQ(outcome(), "system error");
  client.start();
  ASSERT_TRUE(ask());
  theirs.reset();
  turn();
  EXPECT_EQ(outcome(), "system error");
}

TEST_F(AttendantClientTest, WhoCallersOfItsOwnAreIsRecorded) {
  client.serve(service);
  say(text(ReportKind::identified, 1, "UNIX : al\nice"));
  Report stranger = report(ReportKind::not_identified);
  stranger.reason = static_cast<std::uint8_t>(builtin::IdentFailure::timeout);
  say(stranger);
  stranger.reason = 200;
  say(stranger);
  EXPECT_EQ(events.happened,
            (Words{"USERID echo 10.0.0.7:4711 UNIX : al?ice", "NOID echo 10.0.0.7:4711 timeout"}));
  EXPECT_EQ(service->refused, 1U);
}

TEST_F(AttendantClientTest, OneThatDiesIsReplacedAndGetsTheDoorsAgain) {
  client.serve(service);
  say(report(ReportKind::started));
  theirs.reset();
  turn();
  EXPECT_EQ(messages, Words{"ERROR the attendant ended; 1 callers were cut off; starting another one"});
  EXPECT_EQ(service->running, 0U);
  clock.advance(std::chrono::seconds(1));
  turn();
  EXPECT_EQ(starts, 2);
  auto again = order();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kind, OrderKind::serve);
}

TEST_F(AttendantClientTest, IsToldWhoIsShutOutAndItsSuccessorLearnsAllOfThem) {
  net::Address source = caller.address;
  Instant end = loop->now() + std::chrono::minutes(5);
  shut_out.shut_out(source, end, loop->now());
  client.shut_out(source, end);  // nobody to tell yet
  client.serve(service);
  for (int attendants = 0; attendants < 2; ++attendants) {
    auto denial = order();
    ASSERT_TRUE(denial);
    EXPECT_EQ(denial->kind, OrderKind::shut_out);
    EXPECT_EQ(peer_of(denial->caller).address, source);
    EXPECT_EQ(denial->end_ns, std::chrono::nanoseconds(end.time_since_epoch()).count());
    auto door = order();
    ASSERT_TRUE(door);
    EXPECT_EQ(door->kind, OrderKind::serve);  // no door before the list
    client.shut_out(source, access::SensorList::never);
    auto longer = order();
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->end_ns, INT64_MAX);
    theirs.reset();
    turn();
    clock.advance(std::chrono::seconds(1));
    turn();
  }
}

TEST_F(AttendantClientTest, OneThatHearsNothingIsNotFloodedForEver) {
  client.serve(service);
  for (std::size_t i = 0; i <= 5 * access::SensorList::most; ++i)
    client.shut_out(caller.address, loop->now() + std::chrono::seconds(i));
  EXPECT_EQ(messages, Words{"ERROR the attendant does not take its orders; it is killed"});
}

TEST_F(AttendantClientTest, AWithdrawnServiceIsRememberedUntilItsLastConversationEnded) {
  client.serve(service);
  say(report(ReportKind::started));
  client.withdraw(*service, false);
  say(report(ReportKind::closed));
  say(report(ReportKind::ended));
  say(report(ReportKind::ended));
  EXPECT_EQ(events.happened, (Words{"START echo 10.0.0.7:4711", "EXIT echo 10.0.0.7:4711"}));
}

/// tcpmux with a door of its own, a caller who came in by it, and `finger`, which he may name.
class MuxTest : public AttendantClientTest {
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
    turn();
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
  EXPECT_EQ(starter.started, Words{"finger " + peer.text()});
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
  finger->rate = {clock.wall(), 1};
  present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw()});
  finger->rate = {};
  present(finger->attended_as, tcpmux->attended_as, std::array{accepted.raw()});
  EXPECT_EQ(events.happened, (Words{"FAIL finger " + peer.text(), "FAIL finger " + peer.text()}));
  EXPECT_EQ(finger->state, listen::DoorState::paused);
  clock.advance(std::chrono::seconds(10));
  turn();
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
  turn();
  clock.advance(std::chrono::seconds(1));
  turn();
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
