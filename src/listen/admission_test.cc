#include "listen/admission.h"

#include "fakes/engine.h"
#include "listen/events.h"
#include "loop/questions.h"

namespace rouse::listen {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

class ListEvents final : public Events {
 public:
  explicit ListEvents(Words& out) : out_(out) {}
  void record(const Service&, log::Happening what) override {
    if (const auto* refused = std::get_if<log::Refused>(&what))
      out_.push_back("FAIL " + std::string(refused->reason));
    if (const auto* known = std::get_if<log::Identified>(&what)) out_.push_back("USERID " + known->user);
    if (const auto* caller = std::get_if<log::NotIdentified>(&what))
      out_.push_back("NOID " + std::string(caller->reason));
  }

 private:
  Words& out_;
};

/// Every answer is over at once.
class QuickStarter final : public Starter {
 public:
  explicit QuickStarter(Words& out) : out_(out) {}
  Result<void> answer(Place, Fd&, const net::Endpoint&, const std::optional<std::string>& user) override {
    out_.push_back("START" + (user ? " " + *user : std::string()));
    return {};
  }

 private:
  Words& out_;
};

/// What hosts.allow and hosts.deny say, they say when the test does.
class NobodyHasAName final : public fakes::NoNames {
 public:
  explicit NobodyHasAName(loop::Loop& loop) : loop_(loop), wraps(loop) {}
  loop::Co<WrapAnswer> wrapped(WrapQuestion asked) override {
    wrapped_asked.push_back(asked.daemon + " " + asked.caller.text() + " " + asked.local.text());
    loop::Questions<WrapAnswer>::Open question(wraps);
    bool answered = co_await question.answered_until(loop_.now() + wrap_patience);
    (void)answered;
    co_return question.answer().value_or(WrapAnswer{.allowed = false, .doubt = "nobody answers"});
  }
  loop::Co<NameAnswer> name_of(net::Address, bool) override {
    co_return NameAnswer{.name = {}, .unknown = true};
  }

 private:
  loop::Loop& loop_;

 public:
  loop::Questions<WrapAnswer> wraps;
  Words wrapped_asked;
};

/// Answers when the test does.
class AnsweredIdentities final : public Identities {
 public:
  explicit AnsweredIdentities(loop::Loop& loop) : loop_(loop), questions(loop) {}
  loop::Co<Identity> identify(net::Endpoint caller, net::Endpoint local) override {
    asked.push_back(caller.text() + " at " + local.text());
    loop::Questions<Identity>::Open question(questions);
    bool answered = co_await question.answered_until(loop_.now() + identity_patience);
    (void)answered;
    co_return question.answer().value_or(std::unexpected("timeout"));
  }

 private:
  loop::Loop& loop_;

 public:
  loop::Questions<Identity> questions;
  Words asked;
};

class AdmissionTest : public fakes::EngineTest {
 protected:
  /// Whoever still waits holds his service.
  ~AdmissionTest() override { service->work.cancel_all(); }
  void configure() { service->config = std::make_shared<const config::ServiceConfig>(config); }
  /// A caller from 127.0.0.1; the test holds his end.
  void call() {
    configure();
    fakes::Connection connection = fakes::tcp_connection();
    caller = std::move(connection.connected);
    called_at = sys::local_of(connection.accepted.raw())->text();
    admission.receive(service, std::move(connection.accepted), *sys::local_of(caller.raw()));
  }
  void answer(const Identity& identity) {
    identities.questions.answer_all(identity);
    settle();
  }
  bool is_held() { return !fakes::hear(caller).end; }

  Words happened;
  ListEvents events{happened};
  QuickStarter starter{happened};
  NobodyHasAName names{*loop};
  AnsweredIdentities identities{*loop};
  Engine engine = engine_with(starter, events, names, identities);
  Admission admission{engine};
  config::ServiceConfig config;
  std::shared_ptr<Service> service = std::make_shared<Service>(*loop, nullptr);
  Fd caller;
  std::string called_at;
};

TEST_F(AdmissionTest, WhomASensorShutOutIsRefusedUntilHisTimeIsOver) {
  shut_out.shut_out(net::Address::parse("::ffff:127.0.0.1").value(), clock.now() + std::chrono::minutes(1),
                    clock.now());
  call();
  EXPECT_EQ(happened, Words{"FAIL address"});
  EXPECT_FALSE(is_held());
  advance(std::chrono::minutes(1));
  call();
  EXPECT_EQ(happened.back(), "START");
}

/// A service that hosts.allow or hosts.deny may have a rule for.
class AdmissionWithRules : public AdmissionTest {
 protected:
  AdmissionWithRules() {
    config.name = config.id = "telnet";
    config.server = "/usr/sbin/in.telnetd";
    config.cps.connections = 0;
    service->asks_wrap = true;
  }
  void say(const WrapAnswer& answer) {
    names.wraps.answer_all(answer);
    settle();
  }
};

TEST_F(AdmissionWithRules, ACallerWaitsUntilTheyHaveAnswered) {
  call();
  EXPECT_EQ(happened, Words());
  EXPECT_EQ(service->running, 1U);
  EXPECT_EQ(names.wrapped_asked, Words{"in.telnetd 127.0.0.1 " + called_at});
  say({.allowed = true, .doubt = {}});
  EXPECT_EQ(happened, Words{"START"});
  EXPECT_EQ(messages, Words());
}

TEST_F(AdmissionWithRules, TheRefusedAreLoggedAsByXinetd) {
  call();
  say({.allowed = false, .doubt = {}});
  EXPECT_EQ(happened, Words{"FAIL libwrap"});
  EXPECT_EQ(messages, Words{"INFO libwrap refused connection to telnet (libwrap=in.telnetd) from 127.0.0.1"});
  EXPECT_FALSE(is_held());
  EXPECT_EQ(service->running, 0U);
}

TEST_F(AdmissionWithRules, WhatNobodyCanTellIsARefusal) {
  call();
  say({.allowed = false, .doubt = "open /etc/hosts.deny: Permission denied"});
  call();
  advance(wrap_patience);
  EXPECT_EQ(happened, (Words{"FAIL libwrap", "FAIL libwrap"}));
  EXPECT_EQ(messages.front(),
            "WARNING telnet: nobody could tell whether hosts.allow and hosts.deny let 127.0.0.1 in: open "
            "/etc/hosts.deny: Permission denied");
  EXPECT_FALSE(is_held());
}

TEST_F(AdmissionWithRules, WhomTheGateRefusesTheyAreNotAskedAbout) {
  config.instances = 0;
  call();
  EXPECT_EQ(happened, Words{"FAIL service_limit"});
  EXPECT_EQ(names.wrapped_asked, Words());
}

TEST_F(AdmissionWithRules, WhomASensorCatchesMeanwhileTheyDoNotLetIn) {
  call();
  shut_out.shut_out(fakes::loopback().address, clock.now() + std::chrono::minutes(1), clock.now());
  say({.allowed = true, .doubt = {}});
  EXPECT_EQ(happened, Words{"FAIL address"});
}

TEST_F(AdmissionWithRules, AReloadMayTakeTheQuestionBack) {
  config.flags.add(config::Flag::nolibwrap);  // and asks_wrap is not up to date
  call();
  EXPECT_EQ(names.wrapped_asked, Words());
  EXPECT_EQ(happened, Words{"START"});
}

TEST_F(AdmissionWithRules, DatagramsAreDecidedTheSameWay) {
  configure();
  fakes::Connection connection = fakes::tcp_connection();
  service->door.emplace(*loop, std::move(connection.accepted));
  std::optional<Decision> decision;
  tasks.start(fakes::keep(admission.decide(service, fakes::loopback(4711)), &decision));
  ASSERT_EQ(names.wrapped_asked.size(), 1U);
  EXPECT_FALSE(decision);
  say({.allowed = false, .doubt = {}});
  ASSERT_TRUE(decision);
  EXPECT_FALSE(decision->place);
  EXPECT_EQ(decision->reason, access::Reason::libwrap);
}

class AdmissionWithUserid : public AdmissionTest {
 protected:
  AdmissionWithUserid() {
    config.name = config.id = "telnet";
    config.cps.connections = 0;
    config.log_on_success.add(config::LogOption::userid);
    config.log_on_failure.add(config::LogOption::userid);
  }
};

TEST_F(AdmissionWithUserid, ACallerWaitsUntilHeIsKnown) {
  call();
  EXPECT_EQ(happened, Words());
  EXPECT_EQ(service->running, 1U);
  EXPECT_EQ(identities.asked, Words{sys::local_of(caller.raw())->text() + " at " + called_at});
  answer("UNIX : alice");
  EXPECT_EQ(happened, Words{"START UNIX : alice"});
}

TEST_F(AdmissionWithUserid, ACallerWhoStaysUnknownIsServed) {
  call();
  advance(identity_patience);
  call();
  answer(std::unexpected(identity_no_server));
  EXPECT_EQ(happened, (Words{"START", "START"}));
  EXPECT_EQ(messages, Words());
}

TEST_F(AdmissionWithUserid, WithIdonlyACallerWhoStaysUnknownIsNot) {
  config.flags.add(config::Flag::idonly);
  call();
  answer(std::unexpected("bad response"));
  EXPECT_EQ(happened, Words{"NOID bad response"});
  EXPECT_FALSE(is_held());
  EXPECT_EQ(service->record->tally.refused_in_all(), 1U);
  EXPECT_EQ(service->running, 0U);
  call();
  advance(identity_patience);
  EXPECT_EQ(happened.back(), "NOID timeout");
  call();
  answer("UNIX : alice");
  EXPECT_EQ(happened.back(), "START UNIX : alice");
}

TEST_F(AdmissionWithUserid, IdonlyHoldsWithoutUserid) {
  config.log_on_success.clear();
  config.flags.add(config::Flag::idonly);
  call();
  answer("UNIX : alice");
  EXPECT_EQ(happened, Words{"START"});
  call();
  answer(std::unexpected(identity_no_server));
  EXPECT_EQ(happened.back(), "NOID no server");
}

TEST_F(AdmissionWithUserid, IdonlyThatAReloadBringsHoldsForWhoWaits) {
  call();
  config.flags.add(config::Flag::idonly);
  configure();
  answer(std::unexpected(identity_no_server));
  EXPECT_EQ(happened, Words{"NOID no server"});
}

TEST_F(AdmissionWithUserid, TheRefusedAreHeldUntilTheyAreKnown) {
  config.instances = 0;
  call();
  EXPECT_EQ(happened, Words{"FAIL service_limit"});
  EXPECT_TRUE(is_held());
  answer("UNIX : alice");
  EXPECT_EQ(happened, (Words{"FAIL service_limit", "USERID UNIX : alice"}));
  EXPECT_FALSE(is_held());
}

TEST_F(AdmissionWithUserid, WhyTheRefusedStayUnknownIsSaidUnlessTheyHaveNoServer) {
  config.instances = 0;
  call();
  answer(std::unexpected(identity_no_server));
  EXPECT_EQ(messages, Words());
  call();
  answer(std::unexpected("bad response"));
  EXPECT_EQ(messages, Words{"ERROR Failed to contact identity server at 127.0.0.1: bad response"});
  EXPECT_FALSE(is_held());
}

TEST_F(AdmissionWithUserid, TheRefusedForTheirAddressAreNotAskedAbout) {
  config.only_from.emplace();
  configure();
  service->lists = access::compile_lists(config);
  call();
  EXPECT_EQ(happened, Words{"FAIL address"});
  EXPECT_EQ(identities.asked, Words());
  EXPECT_FALSE(is_held());
}

TEST_F(AdmissionWithUserid, BeyondALimitNobodyIsAskedAbout) {
  configure();
  net::Endpoint peer = fakes::loopback(4711);
  for (std::size_t i = 0; i < identities_asked_most; ++i) admission.receive(service, Fd(), peer);
  EXPECT_EQ(happened, Words());
  admission.receive(service, Fd(), peer);
  admission.receive(service, Fd(), peer);
  EXPECT_EQ(happened, (Words{"START", "START"}));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(messages[0].starts_with("WARNING telnet: 1024 ident servers have not answered yet"));
  config.flags.add(config::Flag::idonly);
  configure();
  admission.receive(service, Fd(), peer);
  EXPECT_EQ(happened.back(), "NOID system error");
  service->work.cancel_all();
  admission.receive(service, Fd(), peer);
  EXPECT_EQ(identities.asked.size(), identities_asked_most + 1);
}

}  // namespace
}  // namespace rouse::listen
