// `rouse why` must never say anything else than the gate does: ten thousand configurations and callers out of
// a seed are asked of foresee() first, then of the admission that callers meet.
#include "listen/foresight.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "fakes/dice.h"
#include "fakes/engine.h"
#include "fakes/reading.h"
#include "listen/events.h"
#include "listen/opening.h"
#include "listen/runnable.h"
#include "listen/sensors.h"
#include "sys/memory.h"

namespace rouse::listen {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int cases = 10'000;

class NobodyListens final : public Events {
 public:
  void record(const Service&, log::Happening) override {}
};

class ForesightTest : public fakes::EngineTest {
 protected:
  ForesightTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    config.name = config.id = "telnet";
    config.protocol = "tcp";
    config.port = 23;
    config.cps.connections = 0;
    service->state = DoorState::active;
  }
  Foresight ask(const char* caller, std::optional<Moment> at = {}) {
    service->config = std::make_shared<const config::ServiceConfig>(config);
    service->lists = access::compile_lists(config);
    std::optional<Foresight> out;
    tasks.start(fakes::keep(
        foresee(&engine, service, net::Address::parse(caller).value(), at.value_or(moment_now(*loop))),
        &out));
    return std::move(out.value());
  }
  /// The rule that refuses; "": none does.
  std::string refusing(const Foresight& foresight) {
    return foresight.refusal() == nullptr ? "" : std::string(foresight.refusal()->rule);
  }

  NobodyListens events;
  fakes::NoNames names;
  fakes::NobodyTells identities;
  fakes::KeepsCallers starter;
  Engine engine = engine_with(starter, events, names, identities);
  config::ServiceConfig config;
  std::shared_ptr<Service> service = std::make_shared<Service>(*loop, nullptr);
};

TEST_F(ForesightTest, NobodyComesInAtADoorThatIsNotOpen) {
  EXPECT_EQ(refusing(ask("10.1.2.3")), "");
  for (DoorState state : {DoorState::closed, DoorState::retrying, DoorState::barred}) {
    service->state = state;
    EXPECT_EQ(refusing(ask("10.1.2.3")), "door");
  }
}

TEST_F(ForesightTest, APauseAndADenialAreOverWhenTheyAre) {
  service->state = DoorState::paused;
  service->record->paused_until = clock.now() + minutes(2);
  EXPECT_EQ(refusing(ask("10.1.2.3")), "door");
  Moment now = moment_now(*loop);
  Moment later{now.wall + 120, now.instant + minutes(2)};
  EXPECT_EQ(refusing(ask("10.1.2.3", later)), "");
  shut_out.shut_out(net::Address::parse("10.1.2.3").value(), clock.now() + minutes(3), clock.now());
  EXPECT_EQ(refusing(ask("10.1.2.3", later)), "sensors");
  EXPECT_EQ(refusing(ask("10.1.2.3", Moment{now.wall + 180, now.instant + minutes(3)})), "");
}

TEST_F(ForesightTest, WhoKeepsTheDoorIsNotInTheWayOfTheNext) {
  config.wait = true;
  config.instances = 1;
  service->config = std::make_shared<const config::ServiceConfig>(config);
  Place holder(places, service, fakes::loopback(1));
  EXPECT_EQ(refusing(ask("10.1.2.3")), "instances");
  service->state = DoorState::suspended;
  EXPECT_EQ(refusing(ask("10.1.2.3")), "");
}

TEST_F(ForesightTest, AServerThatAcceptsSeesNobodyAndItsDoorJudgesAddresses) {
  config.wait = true;
  config.only_from = {net::parse_pattern("10.0.0.0").value()};
  EXPECT_EQ(refusing(ask("10.1.2.3")), "");
  EXPECT_EQ(refusing(ask("192.168.1.1")), "only_from");
  shut_out.shut_out(net::Address::parse("10.1.2.3").value(), clock.now() + minutes(3), clock.now());
  EXPECT_EQ(refusing(ask("10.1.2.3")), "") << "the gate does not know whom it asks about";
}

TEST_F(ForesightTest, WhatTheAttendantCountsIsNotKnown) {
  config.type.add(config::Type::internal);
  EXPECT_FALSE(ask("10.1.2.3").depends());
  config.per_source = 0;
  EXPECT_TRUE(ask("10.1.2.3").depends());
}

TEST_F(ForesightTest, WhetherAnIdentServerAnswersIsNotKnown) {
  config.flags.add(config::Flag::idonly);
  Foresight foresight = ask("10.1.2.3");
  EXPECT_TRUE(foresight.depends());
  EXPECT_EQ(foresight.steps.back().rule, "ident");
  config.instances = 0;
  EXPECT_FALSE(ask("10.1.2.3").depends()) << "he is refused before";
}

TEST_F(ForesightTest, CallersOfADualStackDoorAreMapped) {
  EXPECT_EQ(ask("10.1.2.3").caller.text(), "::ffff:10.1.2.3");
  EXPECT_EQ(ask("::ffff:10.1.2.3").caller.text(), "::ffff:10.1.2.3");
  config.family = config::Family::ipv4;
  EXPECT_EQ(ask("::ffff:10.1.2.3").caller.text(), "10.1.2.3");
  EXPECT_EQ(refusing(ask("2001:db8::1")), "door");
}

TEST(NextTime, IsTodayOrTomorrow) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  Moment noon{.wall = 12 * 3600, .instant = Instant(seconds(7))};
  EXPECT_EQ(next_time(13 * 60, noon).wall, 13 * 3600);
  EXPECT_EQ(next_time(13 * 60, noon).instant, Instant(seconds(7 + 3600)));
  EXPECT_EQ(next_time(11 * 60, noon).wall, 35 * 3600);
  EXPECT_EQ(next_time(12 * 60, noon).wall, noon.wall);
}

/// What names and rules there are, as the case has it.
class KnownNames final : public fakes::NoNames {
 public:
  loop::Co<NameAnswer> name_of(net::Address, bool forward_confirm) override {
    NameAnswer out = name;
    out.name.confirmed = out.name.confirmed || !forward_confirm;
    co_return out;
  }
  loop::Co<WrapAnswer> wrapped(WrapQuestion) override { co_return wrap; }

  NameAnswer name;
  WrapAnswer wrap;
};

class IdleAttendant final : public Attendant {
 public:
  std::optional<std::string> obstacle() const override { return std::nullopt; }
  void start() override {}
  void serve(const std::shared_ptr<Service>&) override {}
  void shut_out(const net::Address&, Instant) override {}
  void withdraw(Service&, bool) override {}
  void offer(std::span<const std::shared_ptr<Service>>, Admission&) override {}
};

class ForesightAgrees : public fakes::EngineTest {
 protected:
  ForesightAgrees() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    engine.sensors = &sensors;
    service->door.emplace(*loop, std::move(*sys::open_socket(AF_INET, SOCK_DGRAM)));
    service->state = DoorState::active;
    other->config = std::make_shared<const config::ServiceConfig>();
  }
  ~ForesightAgrees() override {
    taken.clear();
    service->work.cancel_all();
  }

  void set_load(std::size_t tenths) {
    std::string line = fmt::format("{}.{} 0 0", tenths / 10, tenths % 10);
    ASSERT_EQ(::pwrite(load_file, line.data(), line.size(), 0), static_cast<ssize_t>(line.size()));
  }

  /// False: this configuration serves nobody.
  bool configure(fakes::Dice& dice) {
    fakes::MemoryWorld world;
    world.files["/etc/xinetd.conf"] = text = fakes::some_configuration(dice);
    config::Configuration configuration = config::load({}, world);
    if (configuration.services.empty()) return false;
    service->config = configuration.services.front();
    service->lists = access::compile_lists(*service->config);
    bool names_in_filter = service->lists.no_access.needs_name() ||
                           (service->lists.only_from && service->lists.only_from->needs_name());
    if (accepts_itself(*service->config) && names_in_filter) return false;  // such a door does not open
    service->asks_wrap = dice.one_in(3) && access::wrap_subject(*service->config);
    engine.policy.default_family = dice.one_in(3) ? config::DefaultFamily::ipv4 : config::DefaultFamily::dual;
    service->opened_at = endpoint_of(*service->config, engine.policy.default_family);
    return true;
  }

  net::Address some_caller(fakes::Dice& dice) {
    return net::Address::parse(dice.one_of(fakes::some_callers)).value();
  }

  /// As accept() tells him; nothing: he cannot reach the door.
  std::optional<net::Address> at_door(const net::Address& caller) const {
    if (service->opened_at.address.is_v4()) return caller.is_v4() ? std::optional(caller) : std::nullopt;
    if (caller.is_v6()) return caller;
    if (service->config->v6only) return std::nullopt;
    return net::Address::parse("::ffff:" + caller.text());
  }

  void fill(fakes::Dice& dice, const net::Address& caller) {
    taken.clear();
    for (std::size_t left = dice.roll(5); left > 0; --left)
      taken.emplace_back(places, service, net::Endpoint{dice.one_in(2) ? caller : some_caller(dice), 1});
    for (std::size_t left = dice.roll(5); left > 0; --left)
      taken.emplace_back(places, other, net::Endpoint{some_caller(dice), 1});
    engine.policy.process_limit = dice.one_in(4) ? 1 + dice.roll(9) : 0;
    clock.set_wall(1'800'000'000 + static_cast<WallTime>(dice.roll(86'400)) + turn++ * 86'400);
    service->record->rate = {clock.wall() - static_cast<WallTime>(dice.roll(4)), dice.roll(9)};
    if (dice.one_in(6))
      shut_out.shut_out(caller, clock.now() + std::chrono::minutes(dice.roll(3)), clock.now());
    set_load(dice.roll(60));
    names.name = {{dice.one_of(fakes::some_names), dice.one_in(2)}, false, true};
    if (dice.one_in(6)) names.name = {.name = {}, .unknown = true};
    names.wrap = {.allowed = dice.one_in(2), .doubt = {}};
    if (dice.one_in(9)) names.wrap = {.allowed = false, .doubt = "nobody answers"};
  }

  template <class T>
  T answer(loop::Co<T> question) {
    std::optional<T> out;
    tasks.start(fakes::keep(std::move(question), &out));
    return std::move(out.value());
  }

  /// The lists of a door whose server accepts hold there, for an address that the gate does not see.
  bool kept_out_at_door(const net::Address& seen) const {
    const access::Lists& lists = service->lists;
    return lists.no_access.matches(seen) || (lists.only_from && !lists.only_from->matches(seen));
  }

  std::string said(const Foresight& foresight) const {
    std::string out = text + "caller " + foresight.caller.text() + "\n";
    for (const access::Step& step : foresight.steps)
      out += fmt::format("{} {}: {} [{}]\n", static_cast<int>(step.word), step.rule, step.why.in_english(),
                         step.place);
    return out;
  }

  void compare(const net::Address& caller) {
    Foresight foresight = answer(foresee(&engine, service, caller, moment_now(*loop)));
    const access::Step* refusal = foresight.refusal();
    std::optional<net::Address> seen = at_door(caller);
    if (!seen) {
      ASSERT_TRUE(refusal != nullptr && refusal->rule == "door") << said(foresight);
      ++outcomes["out of reach"];
      return;
    }
    ASSERT_EQ(foresight.caller, *seen) << said(foresight);
    bool unseen = accepts_itself(*service->config);
    if (unseen && kept_out_at_door(*seen)) {
      ASSERT_TRUE(refusal != nullptr) << said(foresight);
      ++outcomes["kept out at the door"];
      return;
    }
    net::Endpoint peer = unseen ? net::Endpoint{} : net::Endpoint{*seen, 4711};
    Decision decision = answer(admission.decide(service, peer));
    std::string gate = decision.place ? "admits" : std::string(access::word(decision.reason));
    std::string walk = "admits";
    if (refusal != nullptr) walk = refusal->reason ? access::word(*refusal->reason) : refusal->rule;
    ASSERT_EQ(walk, gate) << said(foresight);
    ++outcomes[gate];
  }

  KnownNames names;
  NobodyListens events;
  fakes::NobodyTells identities;
  fakes::KeepsCallers starter;
  IdleAttendant attendant;
  Fd load_memory = std::move(*sys::memory_file("load", 0));
  int load_file = load_memory.raw();
  LoadMeter meter{clock, std::move(load_memory)};
  Engine base = engine_with(starter, events, names, identities);
  Sensors sensors{*loop, log, shut_out, attendant};
  Engine engine{.loop = base.loop,
                .starter = base.starter,
                .events = base.events,
                .sessions = nullptr,
                .attendant = nullptr,
                .registrar = nullptr,
                .places = base.places,
                .shut_out = base.shut_out,
                .sensors = nullptr,
                .names = base.names,
                .identities = base.identities,
                .log = base.log,
                .descriptors = base.descriptors,
                .load = meter,
                .holders = base.holders,
                .policy = {}};
  Admission admission{engine};
  std::shared_ptr<Service> service = std::make_shared<Service>(*loop, nullptr);
  std::shared_ptr<Service> other = std::make_shared<Service>(*loop, nullptr);
  std::vector<Place> taken;
  std::string text;
  std::map<std::string, int> outcomes;
  WallTime turn = 0;
};

TEST_F(ForesightAgrees, WithTheGateAboutTenThousandCallers) {
  fakes::Dice dice(5);
  for (int done = 0; done < cases;) {
    if (!configure(dice)) continue;
    shut_out = access::SensorList();
    net::Address caller = some_caller(dice);
    fill(dice, at_door(caller).value_or(caller));
    compare(caller);
    if (HasFatalFailure()) return;
    ++done;
  }
  // A case that hardly ever comes proves nothing.
  for (std::string_view outcome :
       {"admits", "address", "time", "service_limit", "per_source_limit", "process_limit", "libwrap", "load",
        "connections per second", "out of reach", "kept out at the door"})
    EXPECT_GE(outcomes[std::string(outcome)], 100) << outcome;
}

}  // namespace
}  // namespace rouse::listen
