// Residents with processes that live and end as the test says, and a clock that stands still.
#include "supervise/residents.h"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/processes.h"
#include "fakes/vault.h"
#include "supervise/server_body.h"
#include "sys/program.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

config::ServiceConfig resident(const std::string& id) {
  config::ServiceConfig out;
  out.id = out.name = id;
  out.mode = config::Mode::standalone;
  out.server = "/srv/" + id;
  return out;
}

class ResidentsTest : public fakes::LoopTest {
 protected:
  void serve(const std::vector<config::ServiceConfig>& entries,
             const std::vector<config::Dropped>& dropped = {}) {
    config::Configuration configuration;
    for (const config::ServiceConfig& entry : entries)
      configuration.services.push_back(std::make_shared<const config::ServiceConfig>(entry));
    configuration.dropped = dropped;
    change = residents.apply(configuration);
    settle();
  }
  std::string_view state(const std::string& id) const {
    std::optional<ResidentReport> report = residents.report(id);
    return report ? report->state : "none";
  }
  pid_t pid(const std::string& id) const { return processes.of("/srv/" + id); }
  void exit(pid_t pid, int status) {
    processes.exit(pid, status);
    settle();
  }
  void end(pid_t pid, int signal) {
    processes.end(pid, signal);
    settle();
  }
  /// A steward's residents.
  Residents& beget() {
    return of_steward.emplace(
        Residents::Means{*loop, log, roster, vault},
        [this](config::ServicePtr config, const Surroundings& around) {
          return make_body(std::move(config), around);
        },
        [this](int status) { critical_ends.push_back(status); }, [this] { ++times_none_left; });
  }
  /// The steward is killed; another one follows, to which `entries` are put into service.
  void succeed(const std::vector<config::ServiceConfig>& entries,
               const std::vector<config::Dropped>& dropped = {}) {
    std::vector<ResidentRecord> left;
    for (const ResidentRecord* record : roster.all()) left.push_back(*record);
    vault.is_dead = true;
    of_steward.reset();
    vault.is_dead = false;
    for (const ResidentRecord& record : left) *roster.record_of(record.id.view()) = record;
    roster.inherit();
    beget();
    said();
    serve(entries, dropped);
  }
  Texts said() { return std::exchange(messages, {}); }

  std::unique_ptr<Body> make_body(config::ServicePtr config, const Surroundings& around) {
    auto recipe = std::make_shared<process::Recipe>();
    recipe->path = config->server;
    recipe->nice = config->nice;
    auto open = [this](const config::ServiceConfig&) -> Result<Fd> {
      if (no_socket != 0) return failed("bind", no_socket, "[::]:80/tcp");
      ++sockets_opened;
      return sys_null();
    };
    return std::make_unique<ServerBody>(ServerBody::Means{*loop, processes, vault, open}, std::move(config),
                                        recipe, around);
  }
  static Fd sys_null() { return std::move(*sys::open_null()); }

  Texts messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  fakes::FakeProcesses processes;
  int no_socket = 0;
  int sockets_opened = 0;
  std::vector<int> critical_ends;
  int times_none_left = 0;
  Residents::Change change;
  fakes::FakeVault vault;
  Roster roster = std::move(*Roster::create());
  std::optional<Residents> of_steward;
  Residents& residents = beget();
};

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

TEST_F(ResidentsTest, GoOnUnderTheNextSteward) {
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

TEST_F(ResidentsTest, OfWhichTheNextStewardKnowsHowOftenTheyEnded) {
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

TEST_F(ResidentsTest, ThoseStoppedStaySoUnderTheNextSteward) {
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

TEST_F(ResidentsTest, AStartGoesOnUnderTheNextSteward) {
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

TEST_F(ResidentsTest, WhoseEntryHasChangedIsStartedAnewByTheNextSteward) {
  serve({resident("web"), resident("db")});
  config::ServiceConfig changed = resident("web");
  changed.nice = 5;
  succeed({changed, resident("db")});
  EXPECT_EQ(state("web"), "restarting");
  EXPECT_EQ(state("db"), "running");
  exit(100, 0);
  EXPECT_EQ(pid("web"), 102);
}

TEST_F(ResidentsTest, WhomNoEntryWantsTheNextStewardEnds) {
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

TEST_F(ResidentsTest, WhoseOutputIsLostIsStartedAnew) {
  serve({resident("web")});
  vault.held.clear();
  succeed({resident("web")});
  EXPECT_EQ(state("web"), "restarting");
  exit(100, 0);
  EXPECT_EQ(pid("web"), 101);
}

TEST_F(ResidentsTest, WhoseEndNobodyHasSeenIsStartedAgain) {
  serve({resident("web")});
  processes.alive.clear();
  succeed({resident("web")});
  EXPECT_EQ(said(), Texts{"WARNING web: had no process when its steward died; it is started again in 1 s"});
  advance(1s);
  EXPECT_EQ(state("web"), "running");
}

TEST_F(ResidentsTest, ASocketOutlivesTheSteward) {
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

TEST_F(ResidentsTest, TheSocketOfOneThatRestsOutlivesTheSteward) {
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

TEST_F(ResidentsTest, TheSocketOfAnotherEntryIsNotPassedOn) {
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

TEST_F(ResidentsTest, TheOutputOfOneThatRestsOutlivesTheSteward) {
  serve({resident("web")});
  exit(100, 1);
  succeed({resident("web")});
  advance(1s);
  EXPECT_EQ(state("web"), "running");
  EXPECT_EQ(vault.last, 2U) << "the pipe is the one that it had";
}

TEST_F(ResidentsTest, AStewardMayDieBeforeThereIsAProcess) {
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

TEST_F(ResidentsTest, AStewardMayDieBeforeItsFirstStart) {
  ASSERT_NE(roster.record_of("web"), nullptr);
  succeed({resident("web")});
  EXPECT_EQ(state("web"), "running");
}

/// Else the next one would wait for somebody who knows of nothing, and kill him.
TEST_F(ResidentsTest, AStewardMayDieBeforeItHasToldOneToEnd) {
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

/// Before Linux 6.15 the kernel does not tell a keeper that is not its parent.
TEST_F(ResidentsTest, AnEndOfWhichNobodyKnowsHowIsNoSignal) {
  serve({resident("web")});
  end(100, process::unknown_status);
  EXPECT_EQ(said().back(), "WARNING web: server 100 has ended, nobody knows how; it is started again in 1 s");
}

TEST_F(ResidentsTest, AStewardMayDieBetweenTwoWords) {
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
