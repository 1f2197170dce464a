#include "attend/switchboard.h"

#include "fakes/attendant.h"

namespace rouse::attend {
namespace {

using fakes::hear;
using fakes::say;

std::shared_ptr<listen::Service> service_of(loop::Loop& loop, std::string name, std::uint32_t number) {
  config::ServiceConfig config;
  config.name = config.id = std::move(name);
  config.type.add(config::Type::internal);
  config.type.add(config::Type::tcpmux);
  auto out = std::make_shared<listen::Service>(loop, std::make_shared<const config::ServiceConfig>(config));
  out->lists = access::compile_lists(config);
  out->state = listen::DoorState::doorless;
  out->attended_as = number;
  return out;
}

loop::Task talk(Switchboard* switchboard, std::shared_ptr<listen::Service> through, Fd caller, bool* over) {
  co_await switchboard->converse(through, std::move(caller), fakes::loopback(4711));
  *over = true;
}

/// The attendant has `daytime`, number 7; `finger`, number 9, is the steward's.
class SwitchboardTest : public fakes::AttendantTest {
 protected:
  SwitchboardTest() {
    services[7] = service_of(*loop, "daytime", 7);
    directory.take(std::vector<MuxName>{{9, "finger"}, {7, "daytime"}});
    tasks.start(talk(&switchboard, service_of(*loop, "tcpmux", 3), std::move(connection.accepted), &over));
  }
  void say_and_settle(std::string_view text) {
    say(connection.connected, text);
    settle();
  }
  std::optional<Report> told() {
    Report out;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), given);
    if (!size || *size != sizeof out) return std::nullopt;
    return out;
  }

  std::vector<Fd> given;
  MuxDirectory directory;
  Switchboard::ServicesByNumber services;
  Switchboard switchboard{{*loop, reporter, scratch, services, directory, admission}};
  bool over = false;
};

TEST_F(SwitchboardTest, WhoNamesAServiceOfTheStewardsIsPassedToHimWithAllThatHeSaidBehindTheName) {
  say_and_settle("FINGER\r\nroot\r\n");
  auto report = told();
  ASSERT_TRUE(report && given.size() == 1);
  EXPECT_EQ(report->kind, ReportKind::named);
  EXPECT_EQ(report->number, 9U);
  EXPECT_EQ(report->through, 3U);
  EXPECT_EQ(hear(given[0]).bytes, "root\r\n");
  EXPECT_TRUE(over);
  given.clear();
  EXPECT_TRUE(hear(connection.connected).end);  // nobody here has kept him
}

TEST_F(SwitchboardTest, WhatHappenedBeforeIsToldBefore) {
  fakes::Connection quick = fakes::tcp_connection();
  say(quick.connected, "finger\r\n");
  reporter.record(*services[7], log::Started{fakes::loopback(1), 1});
  tasks.start(talk(&switchboard, service_of(*loop, "tcpmux", 3), std::move(quick.accepted), &over));
  settle();
  auto first = told();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, ReportKind::started);
  auto second = told();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, ReportKind::named);
}

TEST_F(SwitchboardTest, WhoNamesAServiceOfTheAttendantsIsACallerOfIt) {
  say_and_settle("day");
  say_and_settle("time\r\n");
  EXPECT_EQ(starter.started, std::vector<std::string>{"daytime"});
  EXPECT_FALSE(told());
}

TEST_F(SwitchboardTest, HelpTellsTheNames) {
  say_and_settle("help\r\n");
  EXPECT_EQ(hear_all(connection.connected).bytes, "finger\r\ndaytime\r\n");
}

TEST_F(SwitchboardTest, AServiceMayHaveThatName) {
  directory.take(std::vector<MuxName>{{9, "Help"}});
  say_and_settle("HELP\r\n");
  EXPECT_TRUE(told());
}

TEST_F(SwitchboardTest, WhoNamesNothingThatThereIsIsToldSo) {
  say_and_settle("ftp\r\n");
  EXPECT_EQ(hear_all(connection.connected).bytes, "-Service name not found\r\n");
}

TEST_F(SwitchboardTest, OneThatIsBeingWithdrawnIsTheStewardsBusiness) {
  services[7]->state = listen::DoorState::closed;
  say_and_settle("daytime\r\n");
  EXPECT_EQ(starter.started, std::vector<std::string>());
  EXPECT_TRUE(told());
}

TEST_F(SwitchboardTest, WhoSaysNothingIsLeft) {
  say_and_settle("fing");
  advance(tcpmux_patience - std::chrono::seconds(1));
  EXPECT_FALSE(over);
  advance(std::chrono::seconds(1));
  EXPECT_TRUE(over);
  EXPECT_TRUE(hear(connection.connected).end);
}

}  // namespace
}  // namespace rouse::attend
