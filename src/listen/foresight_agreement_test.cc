// `rouse why` must never say anything else than the gate does. Configurations, callers, times and counts come
// from a seed; each is asked of foresee() first, then of the admission that callers meet.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <random>

#include "config/origins.h"
#include "fakes/engine.h"
#include "fakes/reading.h"
#include "listen/events.h"
#include "listen/foresight.h"
#include "listen/opening.h"
#include "listen/runnable.h"
#include "listen/sensors.h"
#include "sys/memory.h"

namespace rouse::listen {
namespace {

constexpr int cases = 10'000;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  /// From 0 to `sides` - 1.
  std::size_t roll(std::size_t sides) { return engine_() % sides; }
  bool one_in(std::size_t sides) { return roll(sides) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& items) {
    return items[roll(items.size())];
  }

 private:
  std::mt19937 engine_;  // the same numbers on every machine, unlike the distributions
};

/// Some neighbours, so that lists fit often enough.
const std::vector<std::string> callers = {"10.1.2.3",      "10.1.2.4",    "10.1.9.9",    "192.168.1.7",
                                          "192.168.2.7",   "172.16.0.1",  "2001:db8::1", "2001:db8::2",
                                          "2001:db8:1::1", "2001:db9::1", "::1",         "127.0.0.1"};
const std::vector<std::string> words = {
    "10.0.0.0",     "10.1.2.0/24",   "10.1.2.3",         "192.168.{1,2}", "192.168.0.0/255.255.0.0",
    "0.0.0.0/0",    "::/0",          "2001:db8::/32",    "2001:db8::1",   "127.0.0.1",
    ".example.com", "a.example.com", ".sub.example.com", "localhost",     "private"};
const std::vector<std::string> host_names = {
    "", "a.example.com", "b.example.com", "x.sub.example.com", "evil.test", "localhost"};

std::string list_lines(Dice& dice, std::string_view attribute) {
  std::string out;
  if (dice.one_in(2)) return out;
  for (std::size_t lines = dice.roll(3); lines > 0; --lines) {
    std::string_view op = out.empty() && dice.one_in(2) ? "=" : dice.one_in(5) ? "-=" : "+=";
    out += fmt::format("  {} {}", attribute, op);
    for (std::size_t entries = dice.roll(4); entries > 0; --entries) out += " " + dice.one_of(words);
    out += "\n";
  }
  return out;
}

std::string limit_lines(Dice& dice) {
  std::string out;
  if (dice.one_in(3)) out += fmt::format("  instances = {}\n", dice.roll(8));
  if (dice.one_in(3)) out += fmt::format("  per_source = {}\n", dice.roll(5));
  if (dice.one_in(3)) out += fmt::format("  cps = {} 10\n", dice.roll(4));
  if (dice.one_in(5)) out += fmt::format("  max_load = {}.5\n", dice.roll(6));
  return out;
}

std::string service_lines(Dice& dice) {
  std::string out = limit_lines(dice) + list_lines(dice, "only_from") + list_lines(dice, "no_access");
  if (dice.one_in(4)) {
    std::size_t from = dice.roll(24), to = dice.roll(24);
    if (from != to) out += fmt::format("  access_times = {}:00-{}:30\n", from, to);
  }
  if (dice.one_in(4)) out += "  cps_window = 5\n";
  if (dice.one_in(4)) out += fmt::format("  per_source_prefix = {}\n", 32 + dice.roll(97));
  if (dice.one_in(3)) out += "  forward_confirm = no\n";
  out +=
      fmt::format("  flags ={}{}{}\n", dice.one_in(25) ? " SENSOR" : "", dice.one_in(5) ? " NOLIBWRAP" : "",
                  dice.one_in(6) ? " IPv4" : (dice.one_in(6) ? " IPv6" : ""));
  return out;
}

std::string configuration_text(Dice& dice) {
  bool dgram = dice.one_in(4);
  bool wait = dice.one_in(8);
  return fmt::format(
      "defaults\n{{\n{}{}{}}}\nservice {}\n{{\n  socket_type = {}\n  wait = {}\n  user = root\n"
      "  server = {}\n{}}}\n",
      limit_lines(dice), list_lines(dice, "only_from"), list_lines(dice, "no_access"),
      dgram ? "tftp" : "telnet", dgram ? "dgram" : "stream", wait ? "yes" : "no",
      dgram ? "/usr/sbin/in.tftpd" : "/usr/sbin/in.telnetd", service_lines(dice));
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

class NobodyListens final : public Events {
 public:
  void record(const Service&, log::Happening) override {}
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
    std::string text = fmt::format("{}.{} 0 0", tenths / 10, tenths % 10);
    ASSERT_EQ(::pwrite(load_file, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }

  /// False: this configuration serves nobody.
  bool configure(Dice& dice) {
    fakes::MemoryWorld world;
    world.files["/etc/xinetd.conf"] = text = configuration_text(dice);
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

  net::Address some_caller(Dice& dice) { return net::Address::parse(dice.one_of(callers)).value(); }

  /// As accept() tells him; nothing: he cannot reach the door.
  std::optional<net::Address> at_door(const net::Address& caller) const {
    if (service->opened_at.address.is_v4()) return caller.is_v4() ? std::optional(caller) : std::nullopt;
    if (caller.is_v6()) return caller;
    if (service->config->v6only) return std::nullopt;
    return net::Address::parse("::ffff:" + caller.text());
  }

  void fill(Dice& dice, const net::Address& caller) {
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
    names.name = {{dice.one_of(host_names), dice.one_in(2)}, false, true};
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
  Dice dice(5);
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
