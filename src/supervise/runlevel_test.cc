#include "supervise/runlevel.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "fakes/loop.h"
#include "fakes/script_tree.h"
#include "fakes/temporary_folder.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class RememberedVoice final : public RunlevelVoice {
 public:
  void say(log::Level level, const std::string& text) override {
    if (level != log::Level::debug) said.push_back(text);
  }
  void show(const std::string& script, const Kept& output) override { shown[script] += output.text; }
  void follow(const std::string& script, Fd) override { followed.insert(script); }
  void remember(const StartedScripts& started) override {
    remembered.clear();
    for (const auto& [name, script] : started) remembered.push_back(name);
  }

  Names said;
  std::map<std::string, std::string> shown;
  std::set<std::string> followed;
  Names remembered;
};

loop::Task stop(Runlevel& runlevel, Instant deadline, bool& done) {
  co_await runlevel.stop_all(deadline);
  done = true;
}

/// Scripts that write into the file `notes` what they were told: "start web".
class RunlevelTest : public fakes::LoopTest {
 protected:
  void SetUp() override { ASSERT_EQ(::mkfifo(folder.path("word").c_str(), 0600), 0); }
  /// Those whom nobody waits for any more are nobody else's dead.
  void TearDown() override {
    runlevel.reset();
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
  }

  void script(const std::string& name, const std::string& body, const std::string& header = {}) {
    if (std::filesystem::exists(tree.root() + "/etc/init.d/" + name))
      std::filesystem::remove(tree.root() + "/etc/init.d/" + name);
    tree.script(name, header + "echo $1 " + name + " >> " + folder.path("notes") + "\n" + body + "\n");
    ::chmod((tree.root() + "/etc/init.d/" + name).c_str(), 0755);
  }
  void service(const std::string& link, const std::string& levels, const std::string& body = ":",
               const std::string& header = {}) {
    script(link.substr(3), body, header);
    tree.link(link, levels);
  }
  static std::string needs(const std::string& names) {
    return "### BEGIN INIT INFO\n# Default-Start: 3\n# Required-Start: " + names + "\n### END INIT INFO\n";
  }
  /// What keeps a lock, as Red Hat's scripts do.
  std::string locking(const std::string& name) {
    std::filesystem::create_directories(tree.root() + "/var/lock/subsys");
    std::string lock = tree.root() + "/var/lock/subsys/" + name;
    return "case $1 in start) : > " + lock + ";; stop) rm -f " + lock + ";; esac";
  }
  std::string word() const { return folder.path("word"); }
  /// Until a script writes it.
  void wait_for_word() const {
    std::ifstream fifo(word());
    std::string line;
    std::getline(fifo, line);
  }
  void make() {
    runlevel.emplace(*loop, voice, RunlevelSettings{.tree = sysv::Tree(tree.root()), .wrap = {}});
  }
  void reach(int level) {
    runlevel->change(level);
    while (runlevel->changing()) loop->turn(-1);
  }
  void stop_all(Duration time = 30s) {
    tasks.start(stop(*runlevel, clock.now() + time, stopped));
    while (!stopped) loop->turn(-1);
  }
  /// What the scripts have been told since the last question.
  std::string notes() {
    std::string out = folder.read("notes");
    std::filesystem::remove(folder.path("notes"));
    return out;
  }

  fakes::TemporaryFolder folder;
  fakes::ScriptTree tree;
  RememberedVoice voice;
  std::optional<Runlevel> runlevel;
  bool stopped = false;
  loop::Tasks tasks{*loop};
};

TEST_F(RunlevelTest, StopsComeBeforeStartsAndOnlyTheDifferenceRuns) {
  service("S10net", "35");
  service("S20web", "3", locking("web"));
  tree.link("K80web", "5");
  service("S30x", "5", "echo I am up; echo $previous $PREVLEVEL $runlevel $RUNLEVEL");
  make();
  reach(3);
  EXPECT_EQ(notes(), "start net\nstart web\n");
  EXPECT_EQ(runlevel->level(), 3);
  EXPECT_EQ(runlevel->previous(), std::nullopt);
  reach(5);
  EXPECT_EQ(notes(), "stop web\nstart x\n");
  EXPECT_EQ(runlevel->previous(), 3);
  EXPECT_EQ(voice.shown["x"], "I am up\n3 3 5 5\n");
  EXPECT_EQ(voice.said,
            (Names{"entering runlevel 3: 0 to stop, 2 to start", "runlevel 3: 0 stopped, 2 started",
                   "entering runlevel 5: 1 to stop, 1 to start", "runlevel 5: 1 stopped, 1 started"}));
}

TEST_F(RunlevelTest, EverythingStopsInTheReverseOrder) {
  service("S10db", "3", ":", needs("$null"));
  service("S10web", "3", ":", needs("db"));
  service("S05net", "3");
  service("S20fails", "3", "exit 1");
  make();
  reach(3);
  EXPECT_EQ(notes(), "start net\nstart db\nstart web\nstart fails\n");
  EXPECT_EQ(voice.remembered, (Names{"db", "net", "web"}));
  stop_all();
  EXPECT_EQ(voice.remembered, Names{});
  EXPECT_EQ(notes(), "stop web\nstop db\nstop net\n");
  EXPECT_EQ(voice.said.back(), "shutdown: 3 stopped, 0 started");
}

TEST_F(RunlevelTest, WhatFailsAndWhatDoesNotEndIsToldInTheSum) {
  service("S10fails", "3", "exit 7");
  service("S20hangs", "3", "echo ready > " + word() + "; exec cat " + word());
  service("S30next", "3");
  make();
  runlevel->change(3);
  while (runlevel->running() != Names{"hangs"}) loop->turn(-1);
  wait_for_word();
  advance(5min);
  while (runlevel->changing()) loop->turn(-1);
  EXPECT_EQ(notes(), "start fails\nstart hangs\nstart next\n");
  EXPECT_EQ(voice.said.back(),
            "runlevel 3: 0 stopped, 1 started, 1 failed (fails (status 7)), 1 not ended in time (hangs)");
}

TEST_F(RunlevelTest, ACircleAndWhatIsMissingAreToldAndStopNobody) {
  service("S10a", "3", ":", needs("b"));
  service("S10b", "3", ":", needs("a gone"));
  make();
  reach(3);
  EXPECT_EQ(notes(), "start b\nstart a\n");
  EXPECT_EQ(voice.said[1], "each of these wants to wait for the next: a -> b -> a; they run all the same");
  EXPECT_EQ(voice.said[2], "b requires gone, which does not start in runlevel 3; it starts all the same");
}

TEST_F(RunlevelTest, ANewLevelLeavesTheRestOfTheOldOne) {
  service("S10slow", "3", "[ $1 = stop ] || read x < " + word());
  service("S20left", "3");
  tree.link("K10slow", "5");
  make();
  runlevel->change(3);
  while (runlevel->running() != Names{"slow"}) loop->turn(-1);
  runlevel->change(5);
  std::ofstream(word()) << "go\n";
  while (runlevel->changing()) loop->turn(-1);
  EXPECT_EQ(notes(), "start slow\nstop slow\n");
  EXPECT_EQ(voice.said[1], "runlevel 3: 0 stopped, 1 started, 1 not begun");
}

TEST_F(RunlevelTest, AtTheEndWhatHangsIsKilledAndTheRestStops) {
  service("S10up", "3");
  service("S20hangs", "3", "echo ready > " + word() + "; exec cat " + word());
  service("S30left", "3");
  make();
  runlevel->change(3);
  while (runlevel->running() != Names{"hangs"}) loop->turn(-1);
  wait_for_word();
  tasks.start(stop(*runlevel, clock.now() + 30s, stopped));
  settle();
  EXPECT_FALSE(stopped);
  advance(15s);
  while (!stopped) loop->turn(-1);
  EXPECT_EQ(notes(), "start up\nstart hangs\nstop up\n");
  EXPECT_EQ(voice.said[1], "hangs does not end and is killed");
}

TEST_F(RunlevelTest, WhatDoesNotStopIsKilledAtTheDeadline) {
  service("S10hangs", "3",
          "[ $1 = start ] || { trap '' TERM; echo ready > " + word() + "; while :; do read x < " + word() +
              "; done; }");
  make();
  reach(3);
  tasks.start(stop(*runlevel, clock.now() + 30s, stopped));
  wait_for_word();
  advance(15s);
  advance(2s);  // TERM was in vain: now it is killed, and that is heard of
  while (!stopped) loop->turn(-1);
  EXPECT_EQ(voice.said.back(), "shutdown: 0 stopped, 0 started, 1 not ended in time (hangs)");
}

TEST_F(RunlevelTest, AtTheDeadlineNobodyIsAwaitedAnyMore) {
  service("S10hangs", "3", "[ $1 = start ] || { echo ready > " + word() + "; exec cat " + word() + "; }");
  make();
  reach(3);
  tasks.start(stop(*runlevel, clock.now() + 30s, stopped));
  wait_for_word();
  clock.advance(30s);
  while (!stopped) loop->turn(0);
  EXPECT_EQ(voice.said.back(), "hangs does not end and is killed");
}

TEST_F(RunlevelTest, DaemonsMayGoOnWriting) {
  service("S10daemon", "3", "sh -c 'read x < " + word() + "' &\n");
  make();
  reach(3);
  EXPECT_TRUE(voice.followed.contains("daemon"));
  std::ofstream(word()) << "go\n";
}

}  // namespace
}  // namespace rouse::supervise
