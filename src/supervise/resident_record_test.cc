// What the next steward makes of the records that a dead one left: its residents go on with the processes
// that they are.
#include "supervise/resident_record.h"

#include <cerrno>
#include <csignal>

#include "fakes/residents.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;
using fakes::resident;

using ResidentRecordTest = fakes::ResidentsTest;

TEST_F(ResidentRecordTest, GoOnUnderTheNextSteward) {
  serve({resident("web")});
  WallTime since = residents.report("web")->since;
  advance(5s);
  succeed({resident("web")});
  EXPECT_EQ(state("web"), "running");
  EXPECT_EQ(pid("web"), 100);
  EXPECT_EQ(residents.report("web")->since, since);
  EXPECT_EQ(said(), Texts{"NOTICE web: goes on, pid 100"});
  EXPECT_EQ(vault.held.size(), 2U) << "its output";
  end(100, SIGSEGV);
  EXPECT_EQ(said(), Texts{"WARNING web: server 100 was ended by signal 11; it is started again in 1 s"});
}

TEST_F(ResidentRecordTest, OfWhichTheNextStewardKnowsHowOftenTheyEnded) {
  config::ServiceConfig web = resident("web");
  web.supervision.starts_most = 3;
  serve({web});
  exit(100, 3);
  advance(1s);
  exit(101, 4);
  succeed({web});
  EXPECT_EQ(state("web"), "resting");
  EXPECT_EQ(residents.report("web")->respawns, 2U);
  EXPECT_EQ(residents.report("web")->last_end, "server 101 exited with status 4");
  advance(1999ms);
  EXPECT_EQ(pid("web"), 0);
  advance(1ms);
  EXPECT_EQ(pid("web"), 102);
  exit(102, 5);
  EXPECT_EQ(state("web"), "given up");
  succeed({web});
  EXPECT_EQ(state("web"), "given up");
}

TEST_F(ResidentRecordTest, ThoseStoppedStaySoUnderTheNextSteward) {
  serve({resident("web"), resident("db")});
  residents.stop("web");
  exit(100, 0);
  residents.stop("db");
  settle();
  succeed({resident("web"), resident("db")});
  EXPECT_EQ(state("web"), "stopped");
  EXPECT_EQ(state("db"), "stopping");
  advance(20s);
  EXPECT_EQ(processes.alive.at(101).signals, (std::vector<int>{SIGTERM, SIGKILL})) << "when its time is up";
  end(101, SIGKILL);
  EXPECT_EQ(state("db"), "stopped");
}

TEST_F(ResidentRecordTest, AStartGoesOnUnderTheNextSteward) {
  config::ServiceConfig web = resident("web");
  web.supervision.ready = config::Ready::notify;
  serve({web});
  advance(59s);
  succeed({web});
  EXPECT_EQ(state("web"), "starting");
  EXPECT_EQ(vault.held.size(), 3U) << "its output, and where it says that it is ready";
  advance(1s);
  EXPECT_EQ(state("web"), "failing");
  EXPECT_EQ(processes.alive.at(100).signals, std::vector<int>{SIGTERM});
  succeed({web});
  advance(20s);
  EXPECT_EQ(processes.alive.at(100).signals, (std::vector<int>{SIGTERM, SIGKILL}));
}

TEST_F(ResidentRecordTest, WhoseEntryHasChangedIsStartedAnewByTheNextSteward) {
  serve({resident("web"), resident("db")});
  config::ServiceConfig changed = resident("web");
  changed.nice = 5;
  succeed({changed, resident("db")});
  EXPECT_EQ(state("web"), "restarting");
  EXPECT_EQ(state("db"), "running");
  exit(100, 0);
  EXPECT_EQ(pid("web"), 102);
}

TEST_F(ResidentRecordTest, WhomNoEntryWantsTheNextStewardEnds) {
  serve({resident("web"), resident("wrong")});
  succeed({}, {{"wrong", "f", 1, "bad", false}});
  EXPECT_EQ(processes.alive.at(100).signals, std::vector<int>{SIGTERM});
  EXPECT_EQ(state("web"), "stopping");
  exit(100, 0);
  EXPECT_EQ(state("web"), "none");
  EXPECT_EQ(roster.find("web"), nullptr);
  EXPECT_EQ(processes.alive.at(101).signals, std::vector<int>{}) << "its entry is merely wrong";
  serve({resident("wrong")});
  EXPECT_EQ(state("wrong"), "running");
  EXPECT_EQ(pid("wrong"), 101);
}

TEST_F(ResidentRecordTest, WhoseOutputIsLostIsStartedAnew) {
  serve({resident("web")});
  vault.held.clear();
  succeed({resident("web")});
  EXPECT_EQ(state("web"), "restarting");
  exit(100, 0);
  EXPECT_EQ(pid("web"), 101);
}

TEST_F(ResidentRecordTest, WhoseEndNobodyHasSeenIsStartedAgain) {
  serve({resident("web")});
  processes.alive.clear();
  succeed({resident("web")});
  EXPECT_EQ(said(), Texts{"WARNING web: had no process when its steward died; it is started again in 1 s"});
  advance(1s);
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentRecordTest, ASocketOutlivesTheSteward) {
  config::ServiceConfig web = resident("web");
  web.supervision.pass_socket = true;
  serve({web});
  succeed({web});
  exit(100, 1);
  advance(1s);
  EXPECT_EQ(processes.alive.at(101).descriptors, 4U);
  EXPECT_EQ(sockets_opened, 1);
  residents.stop("web");
  exit(101, 0);
  EXPECT_EQ(vault.held.size(), 2U) << "its output is kept until it is forgotten";
  serve({});
  EXPECT_EQ(vault.held.size(), 0U);
}

TEST_F(ResidentRecordTest, TheSocketOfOneThatRestsOutlivesTheSteward) {
  config::ServiceConfig web = resident("web");
  web.supervision.pass_socket = true;
  serve({web});
  exit(100, 1);
  EXPECT_EQ(state("web"), "resting");
  succeed({web});
  advance(1s);
  EXPECT_EQ(processes.alive.at(101).descriptors, 4U);
  EXPECT_EQ(sockets_opened, 1);
}

TEST_F(ResidentRecordTest, TheSocketOfAnotherEntryIsNotPassedOn) {
  config::ServiceConfig web = resident("web");
  web.supervision.pass_socket = true;
  web.port = 80;
  serve({web});
  web.port = 81;
  succeed({web});
  EXPECT_EQ(state("web"), "restarting");
  exit(100, 0);
  EXPECT_EQ(processes.alive.at(101).descriptors, 4U);
  EXPECT_EQ(sockets_opened, 2);
}

TEST_F(ResidentRecordTest, TheOutputOfOneThatRestsOutlivesTheSteward) {
  serve({resident("web")});
  exit(100, 1);
  succeed({resident("web")});
  advance(1s);
  EXPECT_EQ(state("web"), "running");
  EXPECT_EQ(vault.last, 2U) << "the pipe is the one that it had";
}

TEST_F(ResidentRecordTest, AStewardMayDieBeforeThereIsAProcess) {
  config::ServiceConfig web = resident("web");
  web.supervision.respawn = config::Respawn::no;
  web.supervision.critical = true;
  serve({web});
  processes.alive.clear();
  roster.find("web")->state = State::starting;
  succeed({web});
  EXPECT_EQ(state("web"), "running");
  EXPECT_EQ(critical_ends, std::vector<int>{});
}

TEST_F(ResidentRecordTest, AStewardMayDieBeforeItsFirstStart) {
  ASSERT_NE(roster.record_of("web"), nullptr);
  succeed({resident("web")});
  EXPECT_EQ(state("web"), "running");
}

/// Else the next one would wait for somebody who knows of nothing, and kill him.
TEST_F(ResidentRecordTest, AStewardMayDieBeforeItHasToldOneToEnd) {
  config::ServiceConfig web = resident("web");
  web.supervision.ready = config::Ready::notify;
  serve({web});
  bool told = false;
  processes.before_signal = [&] {
    told = true;
    EXPECT_EQ(roster.find("web")->deadline, Instant::max());
  };
  residents.stop("web");
  EXPECT_TRUE(told);
  EXPECT_NE(roster.find("web")->deadline, Instant::max());
}

TEST_F(ResidentRecordTest, AStewardMayDieBetweenTwoWords) {
  serve({resident("web"), resident("db"), resident("log")});
  ResidentRecord& resting = *roster.find("web");
  resting.state = State::resting;
  resting.deadline = Instant::max();
  ResidentRecord& stopping = *roster.find("db");
  stopping.state = State::stopping;
  stopping.deadline = Instant::max();
  ResidentRecord& starting = *roster.find("log");
  starting.state = State::starting;
  starting.deadline = Instant::max();
  processes.alive.erase(100);
  succeed({resident("web"), resident("db"), resident("log")});
  EXPECT_EQ(processes.alive.at(101).signals, std::vector<int>{SIGTERM});
  EXPECT_EQ(state("log"), "running");
  advance(1ms);
  EXPECT_EQ(state("web"), "running");
}

}  // namespace
}  // namespace rouse::supervise
