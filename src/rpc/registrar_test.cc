#include "rpc/registrar.h"

#include <gtest/gtest.h>

#include "fakes/conversation.h"
#include "fakes/log_messages.h"
#include "fakes/rpcbind.h"
#include "fakes/temporary_folder.h"

namespace rouse::rpc {
namespace {

using Words = std::vector<std::string>;
using std::chrono::seconds;

Registration version(std::uint32_t number, std::uint16_t port = 40000) {
  return {200001, number, "tcp", universal_address(false, port)};
}

loop::Task wait_until_settled(Registrar* registrar, Instant deadline, bool* settled) {
  co_await registrar->settled(deadline);
  *settled = true;
}

/// A port that is held as long as this lives.
class HeldPort {
 public:
  HeldPort() : door_(fakes::open_door()) {}
  std::uint16_t number() const { return sys::local_of(door_.raw())->port; }

 private:
  Fd door_;
};

class RegistrarTest : public fakes::ConversationTest {
 protected:
  /// Until neither has anything to say.
  void converse() {
    do settle();
    while (rpcbind.serve());
    settle();
  }
  void pass(Duration time) {
    clock.advance(time);
    converse();
  }

  fakes::TemporaryFolder folder;
  fakes::Rpcbind rpcbind{folder.path("rpcbind.sock")};
  Words said;
  log::DaemonLog log{clock, log::Identity{"roused", 1}, std::make_unique<fakes::KeepsMessages>(said)};
  Registrar registrar{*loop, log, folder.path("rpcbind.sock")};
  std::optional<Registrations> service{std::in_place, registrar, "one"};
};

TEST_F(RegistrarTest, TellsWhatIsWantedAndTakesItBack) {
  service->are({version(1), version(2)});
  converse();
  EXPECT_EQ(rpcbind.asked, (Words{"set 200001 1 tcp", "set 200001 2 tcp"}));
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], "0.0.0.0.156.64");
  service.reset();
  converse();
  EXPECT_TRUE(rpcbind.table.empty());
  EXPECT_EQ(said, Words());
}

TEST_F(RegistrarTest, ChangedVersionsTouchOnlyWhatChanged) {
  service->are({version(1), version(2)});
  converse();
  rpcbind.asked.clear();
  service->are({version(2), version(3)});
  converse();
  EXPECT_EQ(rpcbind.asked, (Words{"unset 200001 1 tcp", "set 200001 3 tcp"}));
}

TEST_F(RegistrarTest, WithoutRpcbindSaysSoOnceAndRegistersWhenItAppears) {
  rpcbind.leave();
  service->are({version(1)});
  converse();
  for (int attempt = 0; attempt < 20; ++attempt) pass(seconds(2));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0], "ERROR rpcbind cannot be told of the RPC services (connect " +
                         folder.path("rpcbind.sock") +
                         ": No such file or directory); trying again until it can");
  rpcbind.open();
  pass(seconds(2));
  EXPECT_TRUE(rpcbind.table.contains("200001 1 tcp"));
  EXPECT_EQ(said.back(), "NOTICE rpcbind has been told of the RPC services");
}

TEST_F(RegistrarTest, ARestartedRpcbindIsToldAgain) {
  service->are({version(1), version(2)});
  converse();
  rpcbind.restart();
  converse();
  EXPECT_EQ(rpcbind.table.size(), 2U);
}

TEST_F(RegistrarTest, WhatSomebodyElseTookAwayIsToldAgainWhenAsked) {
  service->are({version(1)});
  converse();
  rpcbind.table.clear();
  converse();
  EXPECT_TRUE(rpcbind.table.empty());
  registrar.renew();
  converse();
  EXPECT_TRUE(rpcbind.table.contains("200001 1 tcp"));
}

TEST_F(RegistrarTest, WhatAWarmRestartKeptIsTakenBackWhenItIsNotWantedAnyMore) {
  service->are({version(1)});
  converse();
  rpcbind.restart(true);
  service.reset();
  converse();
  EXPECT_TRUE(rpcbind.table.empty());
}

TEST_F(RegistrarTest, AnotherPortThatIsHeldIsLeftAlone) {
  HeldPort others;
  rpcbind.table["200001 1 tcp"] = universal_address(false, others.number());
  service->are({version(1), version(2)});
  converse();
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], universal_address(false, others.number()));
  EXPECT_TRUE(rpcbind.table.contains("200001 2 tcp"));
  EXPECT_EQ(said,
            Words{"ERROR pmap_set failed. service=one program=200001 version=1: rpcbind has another port for "
                  "it (tcp), which somebody holds; asking again until it does not"});
  service.reset();
  converse();
  EXPECT_EQ(rpcbind.table.size(), 1U);
}

TEST_F(RegistrarTest, WhatWasRefusedIsAskedForAgainSoonThenEveryMinuteAndToldOnce) {
  HeldPort others;
  rpcbind.table["200001 1 tcp"] = universal_address(false, others.number());
  service->are({version(1)});
  converse();
  pass(seconds(1));
  EXPECT_EQ(rpcbind.asked, (Words{"set 200001 1 tcp", "list", "set 200001 1 tcp", "list"}));
  for (int minute = 0; minute < 10; ++minute) pass(seconds(60));
  EXPECT_EQ(said.size(), 1U);
  rpcbind.table.clear();
  pass(seconds(60));
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], "0.0.0.0.156.64");
  EXPECT_EQ(said.back(), "NOTICE one: program 200001 version 1 is registered now (tcp)");
}

TEST_F(RegistrarTest, ARefusalIsForgottenWithItsService) {
  HeldPort others;
  rpcbind.table["200001 1 tcp"] = universal_address(false, others.number());
  service->are({version(1)});
  converse();
  service->are({});
  converse();
  rpcbind.table.clear();
  service->are({version(1)});
  converse();
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], "0.0.0.0.156.64");
}

TEST_F(RegistrarTest, WhatAKilledDaemonLeftBehindIsReplaced) {
  std::uint16_t free = HeldPort().number();
  rpcbind.table["200001 1 tcp"] = universal_address(false, free);
  service->are({version(1)});
  converse();
  EXPECT_EQ(rpcbind.asked, (Words{"set 200001 1 tcp", "list", "unset 200001 1 tcp", "set 200001 1 tcp"}));
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], "0.0.0.0.156.64");
  EXPECT_EQ(said, Words());
}

TEST_F(RegistrarTest, WhoWaitedForTheProgramGetsItWhenTheOtherServiceGoes) {
  HeldPort first_door;
  Registrations second(registrar, "two");
  service->are({version(1, first_door.number())});
  converse();
  second.are({version(1)});
  converse();
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], universal_address(false, first_door.number()));
  service.reset();
  converse();
  EXPECT_EQ(rpcbind.table["200001 1 tcp"], "0.0.0.0.156.64");
}

TEST_F(RegistrarTest, AnRpcbindThatDoesNotAnswerIsLeftAtTheDeadlineAndAskedAgain) {
  rpcbind.mute = true;
  service->are({version(1)});
  converse();
  pass(answer_patience);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(
      said[0],
      "ERROR rpcbind cannot be told of the RPC services (rpcbind: Connection timed out); trying again until "
      "it can");
  rpcbind.mute = false;
  rpcbind.asked.clear();
  pass(seconds(2));
  EXPECT_EQ(rpcbind.asked, Words{"set 200001 1 tcp"});
}

TEST_F(RegistrarTest, IsSettledWhenAllIsToldOrNobodyIsThere) {
  bool told = false, alone = false, late = false;
  rpcbind.mute = true;
  service->are({version(1)});
  tasks.start(wait_until_settled(&registrar, clock.now() + seconds(1), &late));
  tasks.start(wait_until_settled(&registrar, clock.now() + seconds(60), &alone));
  converse();
  EXPECT_FALSE(late || alone);
  pass(seconds(1));
  EXPECT_TRUE(late);
  EXPECT_FALSE(alone);
  pass(answer_patience);
  EXPECT_TRUE(alone);
  rpcbind.mute = false;
  pass(seconds(2));
  service->are({version(2)});
  tasks.start(wait_until_settled(&registrar, clock.now() + seconds(60), &told));
  EXPECT_FALSE(told);
  converse();
  EXPECT_TRUE(told);
}

TEST_F(RegistrarTest, WithNothingToTellItHangsUp) {
  service->are({version(1)});
  converse();
  service.reset();
  converse();
  EXPECT_FALSE(rpcbind.is_called());
}

}  // namespace
}  // namespace rouse::rpc
