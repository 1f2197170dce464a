#include "tools/script_status.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

namespace fs = std::filesystem;

class ScriptStatusTest : public testing::Test {
 protected:
  ScriptStatus ask(const std::string& script) {
    files.write("/etc/init.d/httpd", script);
    fs::permissions(files.root() + "/etc/init.d/httpd", fs::perms::owner_all);
    Result<ScriptStatus> status = script_status(sysv::Tree(files.root()), "httpd", 60);
    EXPECT_TRUE(status);
    return std::move(*status);
  }

  fakes::ScriptTree files;
};

TEST_F(ScriptStatusTest, AnExitStatusIsAWord) {
  EXPECT_EQ(state_word(0), "running");
  EXPECT_EQ(state_word(1), "dead, pid file exists");
  EXPECT_EQ(state_word(2), "dead, lock file exists");
  EXPECT_EQ(state_word(3), "stopped");
  EXPECT_EQ(state_word(4), "unknown");
  EXPECT_EQ(state_word(255), "unknown");
}

TEST_F(ScriptStatusTest, WhatAScriptSaysIsToldAsJson) {
  EXPECT_EQ(json_text(ask("#!/bin/sh\necho \"$1\"; echo '\"x\"' >&2; exit 3\n")),
            R"({"name":"httpd","kind":"script","state":"stopped","exit_status":3,"output":"status\n",)"
            R"("errors":"\"x\"\n"})");
}

TEST_F(ScriptStatusTest, OneThatCannotRunHasNoStatus) {
  ScriptStatus lost = ask("#!/nowhere/sh\n");
  std::string complaint = "env: " + files.root() + "/etc/init.d/httpd: No such file or directory\n";
  EXPECT_EQ(lost.complaint, complaint);
  EXPECT_FALSE(lost.end);
  EXPECT_TRUE(json_text(lost).starts_with(
      R"({"name":"httpd","kind":"script","state":"unknown","exit_status":null,"output":"","errors":"env: )"));
}

TEST_F(ScriptStatusTest, OneThatWasEndedHasNoStatus) {
  ScriptStatus ended{
      .name = "httpd", .end = supervise::ScriptEnd{.wait_status = 0, .overdue = true}, .complaint = {}};
  EXPECT_EQ(
      json_text(ended),
      R"({"name":"httpd","kind":"script","state":"unknown","exit_status":null,"output":"","errors":""})");
}

}  // namespace
}  // namespace rouse::tools
