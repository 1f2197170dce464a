#include "supervise/script_run.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <optional>

#include "fakes/loop.h"
#include "fakes/temporary_folder.h"
#include "loop/task.h"
#include "sys/machine.h"
#include "sys/process.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;

loop::Task keep(loop::Loop& loop, ScriptStart start, std::optional<Result<ScriptEnd>>& kept) {
  Result<ScriptEnd> end = co_await run_script(&loop, std::move(start));
  kept = std::move(end);
}

class ScriptRun : public fakes::LoopTest {
 protected:
  void SetUp() override { ASSERT_EQ(::mkfifo(folder.path("word").c_str(), 0600), 0); }

  void start(const std::string& script, ScriptOutput output = ScriptOutput::together) {
    tasks.start(keep(
        *loop,
        {.argv = {"/bin/sh", "-c", script}, .environment = {"WORD=" + folder.path("word")}, .output = output},
        kept));
  }
  /// Until the script has written a line into $WORD, which it is given.
  std::string word() {
    std::string line;
    while (line.empty()) {  // it is if whoever wrote the last one had not closed it yet
      std::ifstream fifo(folder.path("word"));
      std::getline(fifo, line);
    }
    return line;
  }
  ScriptEnd end() {
    while (!kept) loop->turn(-1);
    EXPECT_TRUE(*kept) << (*kept).error().text();
    return std::move(*kept).value_or(ScriptEnd{});
  }
  ScriptEnd run(const std::string& script, ScriptOutput output = ScriptOutput::together) {
    start(script, output);
    return end();
  }

  fakes::TemporaryFolder folder;
  std::optional<Result<ScriptEnd>> kept;
  loop::Tasks tasks{*loop};
};

TEST_F(ScriptRun, ItsStatusAndItsOutputAreKept) {
  ScriptEnd end = run("echo out; echo err >&2; pwd; exit 7");
  EXPECT_EQ(end.status(), 7);
  EXPECT_FALSE(end.overdue);
  EXPECT_EQ(end.output.text, "out\nerr\n/\n");
  EXPECT_EQ(end.errors.text, "");
}

TEST_F(ScriptRun, OutputAndErrorsAreKeptApartOnRequest) {
  ScriptEnd end = run("echo out; echo err >&2", ScriptOutput::apart);
  EXPECT_EQ(end.output.text, "out\n");
  EXPECT_EQ(end.errors.text, "err\n");
}

TEST_F(ScriptRun, ItReadsNothingAndHasNoOtherDescriptor) {
  EXPECT_EQ(run("cat; ls /proc/self/fd").output.text, "0\n1\n2\n3\n");  // the last one is that of ls
}

TEST_F(ScriptRun, ItHasItsOwnUmaskAndLimitOfDescriptors) {
  mode_t before = ::umask(077);
  Result<sys::Limits> limits = sys::descriptor_limits();
  tasks.start(keep(*loop,
                   {.argv = {"/bin/sh", "-c", "umask; ulimit -S -n"},
                    .environment = {},
                    .output = ScriptOutput::together,
                    .soft_descriptors = 100},
                   kept));
  EXPECT_EQ(::umask(before), 077U);
  EXPECT_EQ(sys::descriptor_limits()->soft, limits->soft);
  EXPECT_EQ(end().output.text, "0022\n100\n");
}

TEST_F(ScriptRun, WhatASignalEndedHasTheStatusOfAShell) {
  ScriptEnd end = run("kill -HUP $$");
  EXPECT_EQ(end.status(), 128 + SIGHUP);
  EXPECT_FALSE(end.overdue);
}

TEST_F(ScriptRun, SignalsThatWeIgnoreAreNotIgnoredByIt) {
  auto before = ::signal(SIGHUP, SIG_IGN);
  EXPECT_EQ(run("kill -HUP $$; echo ignored").output.text, "");
  ::signal(SIGHUP, before);
}

TEST_F(ScriptRun, AProgramThatIsNotThereIsAnError) {
  tasks.start(keep(*loop, {.argv = {"/nowhere/script"}, .environment = {}}, kept));
  ASSERT_TRUE(kept);
  ASSERT_FALSE(*kept);
  EXPECT_EQ((*kept).error().text(), "exec /nowhere/script: No such file or directory");
}

TEST_F(ScriptRun, MoreThanSixtyFourKibibytesAreCounted) {
  ScriptEnd end = run("head -c 200000 /dev/zero");
  EXPECT_EQ(end.output.text.size(), 65536U);
  EXPECT_EQ(end.output.omitted_bytes, 200000U - 65536U);
}

TEST_F(ScriptRun, ADaemonThatHoldsItsOutputDelaysNobody) {
  ScriptEnd end = run("setsid sh -c 'echo $$ > $WORD; read end < $WORD' & read daemon < $WORD; echo $daemon");
  EXPECT_EQ(end.status(), 0);
  EXPECT_FALSE(end.overdue);
  std::ofstream(folder.path("word")) << "end\n";  // opens only if the daemon lives and reads
}

TEST_F(ScriptRun, WhatRemainsOfItsGroupIsKilledTwoSecondsLater) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  start(
      "trap 'echo told > $WORD; exit 3' TERM;"
      "sh -c 'trap \"\" TERM; echo $$ > $WORD; kill -STOP $$' & wait");
  pid_t stopped = std::stoi(word());
  advance(5min);
  EXPECT_EQ(word(), "told");
  settle();
  EXPECT_FALSE(kept);
  advance(2s);
  ScriptEnd over = end();
  EXPECT_TRUE(over.overdue);
  Result<sys::Reaped> reaped = sys::reap(stopped);
  ASSERT_TRUE(reaped);
  EXPECT_EQ(WTERMSIG(reaped->wait_status), SIGKILL);
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

TEST_F(ScriptRun, WhatListensToSigtermEndsAtOnce) {
  start("echo ready > $WORD; exec sleep 1000");
  EXPECT_EQ(word(), "ready");
  advance(5min);
  ScriptEnd over = end();  // with a clock that stands still: no grace is awaited
  EXPECT_TRUE(over.overdue);
  EXPECT_EQ(over.status(), 128 + SIGTERM);
}

TEST_F(ScriptRun, WhoEndedInTimeIsNotOverdueBecauseOthersKeptUsWaiting) {
  start("exit 3");
  siginfo_t child{};
  ASSERT_EQ(::waitid(P_ALL, 0, &child, WEXITED | WNOWAIT), 0);
  clock.advance(5min);
  ScriptEnd over = end();
  EXPECT_FALSE(over.overdue);
  EXPECT_EQ(over.status(), 3);
}

TEST_F(ScriptRun, WhatIgnoresSigtermIsKilledTwoSecondsLater) {
  start("trap '' TERM; echo begun; echo ready > $WORD; sleep 1000");
  EXPECT_EQ(word(), "ready");
  advance(5min);
  advance(2s - 1ms);
  EXPECT_FALSE(kept);
  advance(1ms);
  ScriptEnd over = end();
  EXPECT_EQ(over.status(), 128 + SIGKILL);
  EXPECT_EQ(over.output.text, "begun\n");
}

TEST_F(ScriptRun, OneThatWritesWithoutEndIsStoppedToo) {
  start("exec cat /dev/zero");
  for (int turn = 0; turn < 100; ++turn) loop->turn(-1);
  clock.advance(5min);
  ScriptEnd over = end();
  EXPECT_TRUE(over.overdue);
  EXPECT_EQ(over.status(), 128 + SIGTERM);
  EXPECT_EQ(over.output.text.size(), 65536U);
}

TEST_F(ScriptRun, WhoGivesUpEndsTheGroup) {
  start("echo $$ > $WORD; exec cat $WORD");
  pid_t pid = std::stoi(word());
  tasks.cancel_all();
  Result<sys::Reaped> reaped = sys::reap(pid);
  ASSERT_TRUE(reaped);
  EXPECT_EQ(WTERMSIG(reaped->wait_status), SIGKILL);
}

}  // namespace
}  // namespace rouse::supervise
