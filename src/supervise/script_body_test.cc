// The script is a process of the test's invention; the daemon that its pid file names is a real one.
#include "supervise/script_body.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/processes.h"
#include "fakes/temporary_folder.h"
#include "fakes/vault.h"
#include "sys/process.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;

class ScriptBodyTest : public fakes::LoopTest, public Body::Watcher {
 protected:
  ScriptBodyTest() {
    config->server = "/etc/init.d/web";
    config->supervision.pid_file = folder.path("pid");
  }
  ~ScriptBodyTest() override {
    if (daemon == 0) return;
    (void)sys::kill(daemon, SIGKILL);
    (void)sys::reap(daemon);
  }

  void ready() override { ++times_ready; }
  void says(std::string) override {}
  void ended(Body::End end) override { ends.push_back(std::move(end.how)); }

  /// A daemon that waits for its end, in the pid file.
  void start_daemon() {
    daemon = sys::fork_child([] {
               (void)sys::set_parent_death_signal(SIGKILL);
               for (;;) ::pause();
               return 0;
             }).value();
    std::ofstream(config->supervision.pid_file) << daemon << '\n';
  }
  /// The daemon ends, and the loop hears of it.
  void end_daemon() {
    (void)sys::kill(daemon, SIGKILL);
    (void)sys::reap(std::exchange(daemon, 0));
    settle();
  }
  pid_t script(std::string_view word) const { return processes.of("script " + std::string(word)); }
  static Result<std::shared_ptr<const process::Recipe>> recipe(const std::string& word) {
    auto out = std::make_shared<process::Recipe>();
    out->path = "script " + word;
    return out;
  }

  ScriptBody& beget() { return of_steward.emplace(*loop, processes, config, recipe, 1, around); }
  /// The steward is killed; how it is found ended by the next one, if it is.
  std::optional<std::string> succeed(bool was_ready) {
    of_steward.reset();
    std::optional<Body::End> end = beget().resume(was_ready);
    return end ? std::optional(end->how) : std::nullopt;
  }

  fakes::TemporaryFolder folder;
  std::shared_ptr<config::ServiceConfig> config = std::make_shared<config::ServiceConfig>();
  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  fakes::FakeVault vault;
  ResidentRecord record;
  Output output{*loop, log, vault, record};
  fakes::FakeProcesses processes;
  pid_t daemon = 0;
  int times_ready = 0;
  std::vector<std::string> ends;
  Surroundings around{output, record, *this};
  std::optional<ScriptBody> of_steward;
  ScriptBody& body = beget();
};

TEST_F(ScriptBodyTest, ServesWhenThePidFileNamesItsDaemon) {
  clock.set_wall(sys::start_of(::getpid()).value());
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  EXPECT_EQ(times_ready, 0);
  EXPECT_EQ(body.missing(), config->supervision.pid_file + " names no process of it");
  start_daemon();
  advance(1s);
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(body.pid(), daemon);
  pid_t was = daemon;
  end_daemon();
  EXPECT_EQ(ends, std::vector<std::string>{"daemon " + std::to_string(was) + " has ended"});
}

TEST_F(ScriptBodyTest, AFailedStartIsItsEnd) {
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 5);
  EXPECT_EQ(ends, std::vector<std::string>{"/etc/init.d/web start exited with status 5"});
  EXPECT_EQ(times_ready, 0);
}

TEST_F(ScriptBodyTest, IsStoppedByItsScriptAndDeadWhenBothHaveEnded) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  ASSERT_EQ(times_ready, 1);
  body.terminate();
  ASSERT_NE(script("stop"), 0);
  end_daemon();
  EXPECT_TRUE(ends.empty()) << "its script still runs";
  processes.exit(script("stop"), 0);
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(ScriptBodyTest, ADaemonThatItsScriptLeavesAliveIsKilled) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  body.terminate();
  processes.exit(script("stop"), 0);
  EXPECT_TRUE(ends.empty()) << "its daemon still runs";
  body.kill();
  (void)sys::reap(std::exchange(daemon, 0));
  settle();
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(ScriptBodyTest, AStartThatIsBrokenOffIsFollowedByAStop) {
  ASSERT_TRUE(body.start());
  body.terminate();
  pid_t start = script("start");
  EXPECT_EQ(processes.alive.at(start).signals, std::vector<int>{SIGTERM});
  processes.end(start, SIGTERM);
  ASSERT_NE(script("stop"), 0);
  processes.exit(script("stop"), 0);
  EXPECT_EQ(ends, std::vector<std::string>{"/etc/init.d/web stop has ended"});
}

/// It ran on, and the next start brought a second one.
TEST_F(ScriptBodyTest, ADaemonOfAStartThatWasBrokenOffIsNotLeftBehind) {
  clock.set_wall(sys::start_of(::getpid()).value());
  ASSERT_TRUE(body.start());
  body.terminate();
  processes.end(script("start"), SIGTERM);
  start_daemon();
  processes.exit(script("stop"), 1);
  settle();
  EXPECT_TRUE(ends.empty()) << "its daemon runs";
  EXPECT_EQ(body.pid(), daemon);
  body.kill();
  (void)sys::reap(std::exchange(daemon, 0));
  settle();
  EXPECT_EQ(ends.size(), 1U);
  EXPECT_EQ(times_ready, 0);
}

/// Its stop came after the kill, when no deadline was left, and might hang for ever.
TEST_F(ScriptBodyTest, AStartThatIsKilledIsNotFollowedByAStop) {
  clock.set_wall(sys::start_of(::getpid()).value());
  ASSERT_TRUE(body.start());
  body.terminate();
  body.kill();
  start_daemon();
  processes.end(script("start"), SIGKILL);
  EXPECT_EQ(script("stop"), 0);
  (void)sys::reap(std::exchange(daemon, 0));
  settle();
  EXPECT_EQ(ends.size(), 1U);
  ASSERT_TRUE(body.start());
  body.terminate();
  body.kill();
  processes.end(script("start"), SIGKILL);
  EXPECT_EQ(ends.back(), "/etc/init.d/web start was killed") << "and had no daemon yet";
}

TEST_F(ScriptBodyTest, AStopWhileTheDaemonIsLookedForEndsTheSearch) {
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  body.terminate();
  processes.exit(script("stop"), 0);
  advance(1s);
  EXPECT_EQ(ends.size(), 1U);
  start_daemon();
  advance(1s);
  EXPECT_EQ(times_ready, 0);
}

/// The number of yesterday's pid file is somebody else's now.
TEST_F(ScriptBodyTest, AStrangerIsNotItsDaemon) {
  clock.set_wall(sys::start_of(::getpid()).value() + 1000);
  start_daemon();
  timespec long_ago[2] = {{.tv_sec = 1, .tv_nsec = 0}, {.tv_sec = 1, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, config->supervision.pid_file.c_str(), long_ago, 0), 0);
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  advance(1s);
  EXPECT_EQ(times_ready, 0);
}

TEST_F(ScriptBodyTest, ItsDaemonGoesOnUnderTheNextSteward) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  EXPECT_EQ(succeed(true), std::nullopt);
  EXPECT_EQ(body.pid(), daemon);
  EXPECT_EQ(times_ready, 1);
  EXPECT_EQ(succeed(false), std::nullopt);
  EXPECT_EQ(times_ready, 2) << "its steward died before it had told";
  pid_t was = daemon;
  end_daemon();
  EXPECT_EQ(ends, std::vector<std::string>{"daemon " + std::to_string(was) + " has ended"});
}

/// The steward died when it had found the daemon: before it had noted that it looks for it no more, and
/// before the end of the script was off the book.
TEST_F(ScriptBodyTest, ADaemonIsFoundOnce) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  auto alive = processes.alive;
  processes.exit(script("start"), 0);
  settle();
  processes.alive = alive;
  record.script.searching = true;
  EXPECT_EQ(succeed(true), std::nullopt);
  processes.exit(script("start"), 0);
  settle();
  EXPECT_EQ(times_ready, 1);
  end_daemon();
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(ScriptBodyTest, ADaemonThatIsFoundIsNotLookedForByTheNextSteward) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  record.script.searching = true;
  EXPECT_EQ(succeed(true), std::nullopt);
  settle();
  EXPECT_EQ(times_ready, 1);
  end_daemon();
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(ScriptBodyTest, ADaemonThatEndedWhileNobodyWatchedIsFoundEnded) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  of_steward.reset();
  pid_t was = daemon;
  end_daemon();
  EXPECT_EQ(succeed(true), "daemon " + std::to_string(was) + " has ended");
}

/// Whoever has the number now is somebody else.
TEST_F(ScriptBodyTest, ADaemonIsKnownByItsStartToo) {
  clock.set_wall(sys::start_of(::getpid()).value());
  start_daemon();
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  ++record.script.daemon_began;
  EXPECT_EQ(succeed(true), "daemon " + std::to_string(daemon) + " has ended");
}

TEST_F(ScriptBodyTest, AScriptThatRunsGoesOnUnderTheNextSteward) {
  clock.set_wall(sys::start_of(::getpid()).value());
  ASSERT_TRUE(body.start());
  EXPECT_EQ(succeed(false), std::nullopt);
  start_daemon();
  processes.exit(script("start"), 0);
  settle();
  EXPECT_EQ(times_ready, 1);
  body.terminate();
  EXPECT_EQ(succeed(true), std::nullopt);
  end_daemon();
  EXPECT_TRUE(ends.empty()) << "its script still runs";
  processes.exit(script("stop"), 0);
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(ScriptBodyTest, ItsDaemonIsLookedForByTheNextSteward) {
  clock.set_wall(sys::start_of(::getpid()).value());
  ASSERT_TRUE(body.start());
  processes.exit(script("start"), 0);
  settle();
  EXPECT_EQ(succeed(false), std::nullopt);
  start_daemon();
  advance(1s);
  EXPECT_EQ(times_ready, 1);
}

}  // namespace
}  // namespace rouse::supervise
