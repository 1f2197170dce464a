#include "access/gate.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "fakes/addresses.h"

namespace rouse::access {
namespace {

using fakes::patterns;

/// A service and a caller; tests change what they are about.
struct Case {
  config::ServiceConfig service;
  Facts facts;
  std::uint64_t process_limit = 0;

  Case() {
    facts.caller = net::Address::parse("10.1.2.3").value();
    setenv("TZ", "UTC", 1);
    facts.now = 12 * 3600;
  }
  Verdict decide() const {
    Lists lists = compile_lists(service);
    return access::decide(facts, {service, lists, process_limit});
  }
  /// The reason word, or "admit" or "name".
  std::string_view outcome() const {
    Verdict verdict = decide();
    if (verdict.kind == Verdict::Kind::needs_name) return "name";
    return verdict.admitted() ? "admit" : word(verdict.reason);
  }
};

TEST(Gate, AdmitsWithoutLimits) { EXPECT_EQ(Case().outcome(), "admit"); }

TEST(Gate, TheFirstFailureWinsInXinetdsOrder) {
  Case c;
  c.service.max_load = 2.5;
  c.service.access_times = {{13 * 60, 14 * 60}};
  c.service.instances = 4;
  c.service.per_source = 2;
  c.service.only_from = patterns({"192.168.0.0"});
  c.process_limit = 9;
  c.facts = {.caller = c.facts.caller,
             .over_rate = true,
             .load = 2.5,
             .now = c.facts.now,
             .shut_out = true,
             .running = 4,
             .running_of_source = 2,
             .running_overall = 9,
             .name = std::nullopt};
  EXPECT_EQ(c.outcome(), "connections per second");
  c.facts.over_rate = false;
  EXPECT_EQ(c.outcome(), "load");
  c.facts.load = 2.49;
  EXPECT_EQ(c.outcome(), "time");
  c.facts.now = 13 * 3600;
  EXPECT_EQ(c.outcome(), "service_limit");
  c.facts.running = 3;
  EXPECT_EQ(c.outcome(), "per_source_limit");
  c.facts.running_of_source = 1;
  EXPECT_EQ(c.outcome(), "process_limit");
  c.facts.running_overall = 8;
  EXPECT_EQ(c.outcome(), "address");
  c.service.only_from = patterns({"10.0.0.0"});
  EXPECT_EQ(c.outcome(), "address");
  c.facts.shut_out = false;
  EXPECT_EQ(c.outcome(), "admit");
}

TEST(Gate, WhomASensorShutOutIsAskedForNoName) {
  Case c;
  c.service.only_from = patterns({".example.com"});
  EXPECT_EQ(c.outcome(), "name");
  c.facts.shut_out = true;
  EXPECT_EQ(c.outcome(), "address");
}

TEST(Gate, ASensorRefusesEverybodyWhateverItsListsSay) {
  Case c;
  c.service.flags.add(config::Flag::sensor);
  EXPECT_EQ(c.outcome(), "address");
  c.service.only_from = patterns({"10.0.0.0", ".example.com"});
  EXPECT_EQ(c.outcome(), "address");
  c.service.instances = 0;
  EXPECT_EQ(c.outcome(), "service_limit");
}

TEST(Gate, ZeroInstancesRefuseAllAndNoLimitRefusesNone) {
  Case c;
  c.facts.running = c.facts.running_of_source = c.facts.running_overall = 1'000'000;
  EXPECT_EQ(c.outcome(), "admit");
  c.facts.running = 0;
  c.service.instances = 0;
  EXPECT_EQ(c.outcome(), "service_limit");
}

TEST(Gate, AnUnknownLoadAdmits) {
  Case c;
  c.service.max_load = 0.1;
  EXPECT_EQ(c.outcome(), "admit");
}

TEST(Gate, OnlyFromSetButEmptyMeansNobody) {
  Case c;
  c.service.only_from.emplace();
  EXPECT_EQ(c.outcome(), "address");
}

TEST(Gate, NoAccessWinsAndBothListsAreToldApart) {
  Case c;
  c.service.no_access = patterns({"10.1.2.0"});
  EXPECT_EQ(c.outcome(), "address");
  EXPECT_FALSE(c.decide().both_lists);
  c.service.only_from = patterns({"10.1.2.3"});
  EXPECT_EQ(c.outcome(), "address");
  EXPECT_TRUE(c.decide().both_lists);
  c.service.no_access = patterns({"10.1.9.0"});
  EXPECT_EQ(c.outcome(), "admit");
}

TEST(Gate, AnUnknownCallerIsLeftToTheSocketFilter) {
  Case c;
  c.service.only_from = patterns({"10.0.0.0"});
  c.facts.caller = net::Address();
  EXPECT_EQ(c.outcome(), "admit");
  c.facts.caller = net::Address::local();
  EXPECT_EQ(c.outcome(), "address");
}

TEST(Gate, AsksForANameOnlyWhenItCouldChangeTheVerdict) {
  Case c;
  c.service.only_from = patterns({"10.0.0.0", ".example.com"});
  EXPECT_EQ(c.outcome(), "admit");
  c.service.no_access = patterns({"evil.example.com"});
  EXPECT_EQ(c.outcome(), "name");
  c.service.no_access = patterns({"10.0.0.0", "evil.example.com"});
  EXPECT_EQ(c.outcome(), "address");
  c.service.no_access.clear();
  c.service.only_from = patterns({".example.com"});
  EXPECT_EQ(c.outcome(), "name");
  c.service.instances = 0;
  EXPECT_EQ(c.outcome(), "service_limit");
}

TEST(Gate, OnlyFromBelievesConfirmedNamesOnly) {
  Case c;
  c.service.only_from = patterns({".example.com"});
  c.facts.name = CallerName{"a.example.com", true};
  EXPECT_EQ(c.outcome(), "admit");
  c.facts.name = CallerName{"a.example.com", false};
  EXPECT_EQ(c.outcome(), "address");
  EXPECT_TRUE(c.decide().unconfirmed);
  c.service.forward_confirm = false;
  EXPECT_EQ(c.outcome(), "admit");
  c.facts.name = CallerName{};
  EXPECT_EQ(c.outcome(), "address");
  EXPECT_FALSE(c.decide().unconfirmed);
}

TEST(Gate, NoAccessBelievesEveryName) {
  Case c;
  c.service.no_access = patterns({".evil.example"});
  c.facts.name = CallerName{"a.evil.example", false};
  EXPECT_EQ(c.outcome(), "address");
  c.facts.name = CallerName{"good.example", false};
  EXPECT_EQ(c.outcome(), "admit");
  c.facts.name = CallerName{};
  EXPECT_EQ(c.outcome(), "admit");
}

TEST(Gate, AProvenNameInBothListsIsRefusedAndTold) {
  Case c;
  c.service.only_from = patterns({".example.com"});
  c.service.no_access = patterns({"a.example.com"});
  c.facts.name = CallerName{"a.example.com", true};
  EXPECT_EQ(c.outcome(), "address");
  EXPECT_TRUE(c.decide().both_lists);
}

}  // namespace
}  // namespace rouse::access
