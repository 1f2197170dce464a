#include "sysv/super_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "fakes/script_tree.h"
#include "sys/process.h"

namespace rouse::sysv {
namespace {

class SuperServer : public testing::Test {
 protected:
  void TearDown() override {
    if (pid == 0) return;
    ::kill(pid, SIGKILL);
    EXPECT_TRUE(sys::reap(pid));
  }

  /// A process of that name, which a SIGHUP ends; the pid file names it.
  void start(const std::string& name) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    pid = sys::fork_child([&] {
            ::signal(SIGHUP, SIG_DFL);  // nohup ignores it
            (void)sys::set_process_name(name);
            (void)!::write(ready[1], "x", 1);
            while (true) ::pause();
            return 0;
          }).value();
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
    tree.write("/var/run/xinetd.pid", fmt::format("{}\n", pid));
  }
  /// The signal that ended the process; it waits for its end.
  int ended_by() {
    int status = sys::reap(pid)->wait_status;
    pid = 0;
    return WTERMSIG(status);
  }
  bool lives() const { return ::waitpid(pid, nullptr, WNOHANG) == 0; }

  void script(const std::string& body) {
    tree.write("/etc/init.d/xinetd", "#!/bin/sh\n" + body);
    std::filesystem::permissions(tree.root() + "/etc/init.d/xinetd", std::filesystem::perms::owner_all);
  }
  Result<void> reload() { return reload_super_server(Tree(tree.root())); }

  fakes::ScriptTree tree;
  pid_t pid = 0;
};

TEST_F(SuperServer, ItsInitScriptIsAsked) {
  script("echo \"$@\"; echo \"$@\" >" + tree.root() + "/said; cat\n");
  start("xinetd");
  EXPECT_TRUE(reload());
  std::ifstream said(tree.root() + "/said");
  std::string word;
  EXPECT_TRUE(said >> word);
  EXPECT_EQ(word, "reload");
  EXPECT_TRUE(lives());
}

TEST_F(SuperServer, WithoutAScriptTheProcessGetsTheSignal) {
  start("roused");
  EXPECT_TRUE(reload());
  EXPECT_EQ(ended_by(), SIGHUP);
}

TEST_F(SuperServer, WhoGotItsNumberLaterGetsNothing) {
  start("somebody");
  EXPECT_TRUE(reload());
  EXPECT_TRUE(lives());
}

TEST_F(SuperServer, AFailureIsOneOnlyWhileItRuns) {
  script("exit 7\n");
  EXPECT_TRUE(reload()) << "nothing runs that could be told";
  start("xinetd");
  EXPECT_EQ(reload().error().text(), "reload " + tree.root() + "/etc/init.d/xinetd: exit status 7");
  script("kill -9 $$\n");
  EXPECT_EQ(reload().error().text(), "reload " + tree.root() + "/etc/init.d/xinetd: signal 9");
}

TEST_F(SuperServer, AScriptThatDoesNotEndIsKilled) {
  ASSERT_EQ(::mkfifo((tree.root() + "/never").c_str(), 0600), 0);
  script("trap '' TERM; cat " + tree.root() + "/never\n");
  start("xinetd");
  Result<void> done = reload_super_server(Tree(tree.root()), std::chrono::milliseconds(50));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().text(),
            "reload " + tree.root() + "/etc/init.d/xinetd: had not ended within 0.05 s and was killed");
}

TEST_F(SuperServer, ItsScriptKnowsNothingOfTheCallersEnvironment) {
  start("xinetd");
  script("[ \"$(env | sed -n s/^SECRET=//p)\" = \"\" ] || exit 3\n");
  ::setenv("SECRET", "1", 1);
  EXPECT_TRUE(reload());
  ::unsetenv("SECRET");
}

TEST_F(SuperServer, ItRunsWhenItsPidFileNamesIt) {
  EXPECT_FALSE(super_server_runs(Tree(tree.root())));
  start("roused");
  EXPECT_TRUE(super_server_runs(Tree(tree.root())));
}

TEST_F(SuperServer, WhoGotItsNumberLaterIsNotIt) {
  start("somebody");
  EXPECT_FALSE(super_server_runs(Tree(tree.root())));
}

TEST_F(SuperServer, ItIsThereWhenItCanBeExecuted) {
  for (std::string program : {"/usr/sbin/xinetd", "/usr/sbin/roused", "/usr/local/sbin/roused"}) {
    EXPECT_FALSE(has_super_server(Tree(tree.root())));
    tree.write(program, "");
    EXPECT_FALSE(has_super_server(Tree(tree.root()))) << "no program";
    std::filesystem::permissions(tree.root() + program, std::filesystem::perms::owner_all);
    EXPECT_TRUE(has_super_server(Tree(tree.root()))) << program;
    std::filesystem::remove(tree.root() + program);
  }
}

TEST_F(SuperServer, APidFileMayHoldAnything) {
  for (std::string text : {"", "\n", "x", "0", "-1", "99999999999999999999", "4194304"}) {
    tree.write("/var/run/xinetd.pid", text);
    EXPECT_TRUE(reload()) << text;
  }
}

}  // namespace
}  // namespace rouse::sysv
