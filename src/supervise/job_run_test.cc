#include "supervise/job_run.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "fakes/loop.h"
#include "fakes/temporary_folder.h"

namespace rouse::supervise {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

loop::Task keep(JobRun& run, std::optional<std::size_t>& kept) {
  std::size_t left = co_await run.all_ended();
  kept = left;
}

/// Scripts that write down when they begin and end.
class JobRunTest : public fakes::LoopTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(::mkfifo(folder.path("here").c_str(), 0600), 0);
    ASSERT_EQ(::mkfifo(folder.path("there").c_str(), 0600), 0);
  }

  Job job(const std::string& name, const std::string& script, std::vector<std::size_t> after = {}) {
    return {.name = name,
            .script = {.argv = {"/bin/sh", "-c", script},
                       .environment = {"PATH=/bin:/usr/bin"},
                       .folder = folder.path(""),
                       .output = ScriptOutput::together},
            .after = std::move(after)};
  }
  Job noted(const std::string& name, std::vector<std::size_t> after = {}) {
    return job(name, "echo +" + name + " >> notes; echo -" + name + " >> notes", std::move(after));
  }
  void start(std::vector<Job> jobs, std::size_t at_once = 8, Instant deadline = loop::never) {
    run.emplace(
        *loop, std::move(jobs), at_once,
        [this](std::size_t place, Result<ScriptEnd>& end) {
          told.push_back(place);
          ends[place] = std::move(end);
        },
        deadline);
    tasks.start(keep(*run, left));
  }
  /// How many were left.
  std::size_t finish() {
    while (!left) loop->turn(-1);
    return *left;
  }
  int status(std::size_t place) const { return ends.at(place)->status(); }

  fakes::TemporaryFolder folder;
  std::optional<JobRun> run;
  std::map<std::size_t, Result<ScriptEnd>> ends;
  std::optional<std::size_t> left;
  std::vector<std::size_t> told;
  loop::Tasks tasks{*loop};
};

TEST_F(JobRunTest, EachWaitsForThoseBeforeIt) {
  start({noted("a"), noted("b", {0}), noted("c", {1})});
  EXPECT_EQ(finish(), 0U);
  EXPECT_EQ(folder.read("notes"), "+a\n-a\n+b\n-b\n+c\n-c\n");
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1, 2}));
}

TEST_F(JobRunTest, WhoWaitsForNobodyRunsAtTheSameTime) {
  start({job("one", "echo x > here; read x < there"), job("other", "read x < here; echo x > there")});
  finish();
  EXPECT_EQ(status(0), 0);
  EXPECT_EQ(status(1), 0);
}

TEST_F(JobRunTest, AtMostSoManyAtOnce) {
  start({noted("a"), noted("b"), noted("c")}, 1);
  finish();
  EXPECT_EQ(folder.read("notes"), "+a\n-a\n+b\n-b\n+c\n-c\n");
}

TEST_F(JobRunTest, AFailureStopsNobody) {
  start({job("fails", "exit 3"), noted("next", {0})});
  finish();
  EXPECT_EQ(status(0), 3);
  EXPECT_EQ(status(1), 0);
}

TEST_F(JobRunTest, WhatCannotBeStartedStopsNobody) {
  Job absent = job("absent", "");
  absent.script.argv = {"/nowhere/absent"};
  start({absent, noted("next", {0})});
  finish();
  EXPECT_EQ(ends.at(0).error().code, ENOENT);
  EXPECT_EQ(status(1), 0);
}

TEST_F(JobRunTest, HeldItLeavesTheRest) {
  start({job("runs", "read x < here"), noted("left", {0})});
  EXPECT_EQ(run->running(), Names{"runs"});
  run->hold();
  std::ofstream(folder.path("here")) << "go\n";
  EXPECT_EQ(finish(), 1U);
  EXPECT_TRUE(ends.contains(0));
  EXPECT_TRUE(run->running().empty());
}

TEST_F(JobRunTest, NobodyHasMoreThanHalfOfTheTimeThatIsLeft) {
  start({job("slow", "exec cat here"), noted("next", {0})}, 8, clock.now() + 10s);
  advance(5s - 1ms);
  EXPECT_FALSE(ends.contains(0));
  advance(1ms);
  EXPECT_EQ(finish(), 0U);
  EXPECT_TRUE(ends.at(0)->overdue);
  EXPECT_EQ(status(1), 0) << "it came to its turn";
}

}  // namespace
}  // namespace rouse::supervise
