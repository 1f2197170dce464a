// Residents under one steward.
#include "supervise/residents.h"

#include <cerrno>
#include <csignal>

#include "fakes/residents.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;
using fakes::resident;

using ResidentsTest = fakes::ResidentsTest;

TEST_F(ResidentsTest, AreStartedAndTold) {
  serve({resident("web")});
  EXPECT_EQ(state("web"), "running");
  EXPECT_EQ(processes.alive.at(pid("web")).descriptors, 3U);
  EXPECT_EQ(said(), Texts{"NOTICE web: started, pid 100"});
  EXPECT_EQ(change.added, 1U);
}

TEST_F(ResidentsTest, AreStartedAgainAfterADelayThatGrows) {
  serve({resident("web")});
  said();
  end(pid("web"), SIGSEGV);
  EXPECT_EQ(state("web"), "resting");
  EXPECT_EQ(said(), Texts{"WARNING web: server 100 was ended by signal 11; it is started again in 1 s"});
  advance(999ms);
  EXPECT_EQ(pid("web"), 0);
  advance(1ms);
  EXPECT_EQ(pid("web"), 101);
  exit(101, 2);
  EXPECT_EQ(said().back(), "WARNING web: server 101 exited with status 2; it is started again in 2 s");
  EXPECT_EQ(residents.report("web")->respawns, 2U);
  EXPECT_EQ(residents.report("web")->last_end, "server 101 exited with status 2");
}

TEST_F(ResidentsTest, AreGivenUpAtTheLimitAndAnOrderBringsThemBack) {
  config::ServiceConfig web = resident("web");
  web.supervision.starts_most = 2;
  serve({web});
  end(pid("web"), SIGKILL);
  advance(1s);
  end(pid("web"), SIGKILL);
  EXPECT_EQ(state("web"), "given up");
  EXPECT_EQ(said().back(),
            "ERROR web: server 101 was ended by signal 9; given up after 2 starts within 600 s");
  advance(1h);
  EXPECT_EQ(pid("web"), 0);
  EXPECT_TRUE(residents.start("web"));
  settle();
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentsTest, OneThatHasDoneItsWorkIsLeftAlone) {
  config::ServiceConfig once = resident("once");
  once.supervision.respawn = config::Respawn::on_failure;
  serve({once});
  advance(10s);
  exit(pid("once"), 0);
  EXPECT_EQ(state("once"), "stopped");
  EXPECT_EQ(said().back(),
            "NOTICE once: server 100 exited with status 0; it is not started again, as respawn says");
}

TEST_F(ResidentsTest, AStartThatCannotBeMadeIsAnEnd) {
  processes.refuse = EAGAIN;
  serve({resident("web")});
  EXPECT_EQ(state("web"), "resting");
  EXPECT_EQ(said().back(),
            "WARNING web: could not be started: clone3: Resource temporarily unavailable; it is "
            "started again in 1 s");
  processes.refuse = 0;
  advance(1s);
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentsTest, AServerThatIsNotThereIsNamed) {
  processes.failures[100] = {process::Stage::exec, ENOENT};
  serve({resident("web")});
  exit(100, 127);
  EXPECT_EQ(residents.report("web")->last_end,
            "could not be started: exec /srv/web: No such file or directory");
}

TEST_F(ResidentsTest, WhoIsNotReadyInTimeIsEnded) {
  config::ServiceConfig web = resident("web");
  web.supervision.ready = config::Ready::notify;
  serve({web});
  EXPECT_EQ(processes.alive.at(100).variables.size(), 1U);
  advance(60s);
  EXPECT_EQ(state("web"), "failing");
  EXPECT_EQ(said().back(), "ERROR web: not ready within 60 s: no READY=1 has come; told to end");
  EXPECT_EQ(processes.alive.at(100).signals, std::vector<int>{SIGTERM});
  advance(20s);
  EXPECT_EQ(processes.alive.at(100).signals, (std::vector<int>{SIGTERM, SIGKILL}));
  exit(100, 0);
  EXPECT_EQ(state("web"), "resting") << "an end that it was told is none that is well";
}

TEST_F(ResidentsTest, AStopTakesAsLongAsItMay) {
  serve({resident("web")});
  EXPECT_TRUE(residents.stop("web"));
  settle();
  EXPECT_EQ(state("web"), "stopping");
  advance(20s);
  EXPECT_EQ(processes.alive.at(100).signals, (std::vector<int>{SIGTERM, SIGKILL}));
  EXPECT_EQ(said().back(), "WARNING web: did not end within 20 s; killed");
  advance(1h);
  EXPECT_EQ(processes.alive.at(100).signals.size(), 2U);
  end(100, SIGKILL);
  EXPECT_EQ(state("web"), "stopped");
  EXPECT_FALSE(residents.stop("nobody"));
}

TEST_F(ResidentsTest, TheLastOneThatGoesIsToldWhenItHasEnded) {
  serve({resident("web"), resident("db")});
  serve({});
  exit(100, 0);
  EXPECT_EQ(times_none_left, 0);
  exit(101, 0);
  EXPECT_EQ(times_none_left, 1);
}

TEST_F(ResidentsTest, ARestartIsAStopAndAStart) {
  serve({resident("web")});
  EXPECT_TRUE(residents.restart("web"));
  exit(100, 0);
  EXPECT_EQ(pid("web"), 101);
  EXPECT_EQ(residents.report("web")->respawns, 0U) << "it was ordered";
}

TEST_F(ResidentsTest, OfAReloadOnlyTheChangedNoticeSomething) {
  serve({resident("same"), resident("changed"), resident("gone")});
  config::ServiceConfig same = resident("same");
  same.line = 77;
  config::ServiceConfig changed = resident("changed");
  changed.nice = 5;
  pid_t kept = pid("same");
  serve({same, changed});
  EXPECT_EQ(change.kept, 2U);
  EXPECT_EQ(change.dropped, 1U);
  EXPECT_EQ(state("same"), "running");
  EXPECT_EQ(state("changed"), "restarting");
  EXPECT_EQ(state("gone"), "stopping");
  exit(pid("changed"), 0);
  exit(pid("gone"), 0);
  EXPECT_EQ(pid("same"), kept);
  EXPECT_EQ(state("changed"), "running");
  EXPECT_EQ(state("gone"), "none");
}

TEST_F(ResidentsTest, AnEntryThatIsWrongChangesNothing) {
  serve({resident("web")});
  serve({}, {{"web", "f", 1, "bad", false}});
  EXPECT_EQ(state("web"), "running");
  serve({}, {{"web", "f", 1, "disable = yes", true}});
  EXPECT_EQ(state("web"), "stopping");
}

TEST_F(ResidentsTest, WhoWasStoppedStaysSoWhateverChanges) {
  serve({resident("web")});
  residents.stop("web");
  config::ServiceConfig changed = resident("web");
  changed.nice = 5;
  serve({changed});
  EXPECT_EQ(state("web"), "stopping");
  exit(100, 0);
  changed.nice = 6;
  serve({changed});
  EXPECT_EQ(state("web"), "stopped");
}

TEST_F(ResidentsTest, FollowersWaitForThoseOnTheirWay) {
  config::ServiceConfig db = resident("db");
  config::ServiceConfig web = resident("web");
  web.supervision.after = {"db"};
  processes.refuse = EAGAIN;
  serve({web, db});
  EXPECT_EQ(state("db"), "resting");
  EXPECT_EQ(state("web"), "waiting");
  processes.refuse = 0;
  advance(1s);
  EXPECT_EQ(state("db"), "running");
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentsTest, NobodyWaitsForWhoWillNotCome) {
  config::ServiceConfig db = resident("db");
  db.supervision.respawn = config::Respawn::no;
  config::ServiceConfig web = resident("web");
  web.supervision.after = {"db"};
  processes.refuse = EAGAIN;
  serve({db, web});
  EXPECT_EQ(state("db"), "given up");
  processes.refuse = 0;
  advance(1s);
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentsTest, LeaveInTheReverseOrder) {
  config::ServiceConfig web = resident("web");
  web.supervision.after = {"db"};
  serve({web, resident("db"), resident("other")});
  residents.stop_all();
  settle();
  EXPECT_EQ(state("web"), "stopping");
  EXPECT_EQ(state("other"), "stopping");
  EXPECT_EQ(state("db"), "running");
  EXPECT_FALSE(residents.start("web")) << "no orders any more";
  exit(pid("web"), 0);
  EXPECT_EQ(state("db"), "stopping");
}

TEST_F(ResidentsTest, ACriticalEndIsToldOnceItIsOne) {
  config::ServiceConfig web = resident("web");
  web.supervision.critical = true;
  web.supervision.starts_most = 2;
  serve({web});
  exit(100, 3);
  EXPECT_EQ(critical_ends, std::vector<int>{});
  advance(1s);
  exit(101, 4);
  EXPECT_EQ(critical_ends, std::vector<int>{4});
}

TEST_F(ResidentsTest, AStopOfACriticalOneIsNoEnd) {
  config::ServiceConfig web = resident("web");
  web.supervision.critical = true;
  serve({web});
  residents.stop("web");
  exit(100, 0);
  EXPECT_EQ(critical_ends, std::vector<int>{});
}

TEST_F(ResidentsTest, ASocketStaysOpenFromOneProcessToTheNext) {
  config::ServiceConfig web = resident("web");
  web.supervision.pass_socket = true;
  serve({web});
  EXPECT_EQ(processes.alive.at(100).descriptors, 4U);
  exit(100, 1);
  advance(1s);
  EXPECT_EQ(sockets_opened, 1);
  residents.restart("web");
  exit(101, 0);
  EXPECT_EQ(sockets_opened, 1);
  residents.stop("web");
  exit(102, 0);
  residents.start("web");
  settle();
  EXPECT_EQ(sockets_opened, 2) << "it was closed when it was stopped";
}

TEST_F(ResidentsTest, ASocketThatCannotBeHadIsAnEnd) {
  config::ServiceConfig web = resident("web");
  web.supervision.pass_socket = true;
  no_socket = EADDRINUSE;
  serve({web});
  EXPECT_EQ(state("web"), "resting");
  EXPECT_EQ(said().back(),
            "WARNING web: could not be started: bind [::]:80/tcp: Address already in use; it is "
            "started again in 1 s");
}

TEST_F(ResidentsTest, WhatIsLeftBehindIsTold) {
  config::ServiceConfig web = resident("web");
  web.supervision.respawn = config::Respawn::no;
  serve({web});
  processes.left_by = 100;
  exit(100, 1);
  EXPECT_EQ(
      said().back(),
      "ERROR web: server 100 exited with status 1, and what it left behind was killed; it is not started "
      "again, as respawn says");
}

/// Before Linux 6.15 the kernel does not tell a keeper that is not its parent.
TEST_F(ResidentsTest, AnEndOfWhichNobodyKnowsHowIsNoSignal) {
  serve({resident("web")});
  end(100, process::unknown_status);
  EXPECT_EQ(said().back(), "WARNING web: server 100 has ended, nobody knows how; it is started again in 1 s");
}

}  // namespace
}  // namespace rouse::supervise
