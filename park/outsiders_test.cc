// Others of the user of a parked process: they must not reach it, as they would reach every later caller by
// it. What they may do to the server of one caller is what they may do to any process of theirs.
#include "park/outsiders.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <filesystem>
#include <fstream>

#include "fakes/parked_program.h"
#include "fakes/temporary_folder.h"

namespace rouse::park {
namespace {

using fakes::AsItIs;
using fakes::cold;
using fakes::Connection;
using fakes::ParkedProgram;
using fakes::Served;
using fakes::Texts;

std::string file_of(pid_t pid, const char* name) { return "/proc/" + std::to_string(pid) + "/" + name; }

/// Whose the process is to whoever wants to look into it.
uid_t owner_of(pid_t pid) {
  struct stat state{};
  EXPECT_EQ(::stat(file_of(pid, "mem").c_str(), &state), 0);
  return state.st_uid;
}

constexpr int opens_memory = 1, reads_memory = 2, attaches = 4, seizes = 8, reads_environment = 16;

/// What an outsider, who is this process from now on, may do.
int reach(pid_t pid) {
  int out = 0;
  static char here[8];
  iovec own{here, sizeof here}, its{here, sizeof here};
  if (::open(file_of(pid, "mem").c_str(), O_RDWR) >= 0) out |= opens_memory;
  if (::open(file_of(pid, "environ").c_str(), O_RDONLY) >= 0) out |= reads_environment;
  if (::process_vm_readv(pid, &own, 1, &its, 1, 0) >= 0 || errno == EFAULT) out |= reads_memory;
  if (::ptrace(PTRACE_ATTACH, pid, nullptr, nullptr) == 0) {
    out |= attaches;
    ::waitpid(pid, nullptr, 0);
    ::ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
  }
  if (::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0) out |= seizes;
  return out;
}

/// The user of the server is another one than root, where there is a choice.
class Outsiders : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy_file(ROUSE_PARK_SERVER, folder_.path("server"));
    std::filesystem::copy_file(ROUSE_PARK_LIBRARY, folder_.path("library"));
    for (const char* name : {"", "server", "library"})
      ASSERT_EQ(::chmod(folder_.path(name).c_str(), 0755), 0);
  }
  Texts server(const std::string& deed) const { return {folder_.path("server"), deed}; }
  Texts environment(const std::string& place = "3") const {
    return {"HOME=/", "LD_PRELOAD=" + folder_.path("library"), "ROUSE_PARK=" + place};
  }
  int reached_by_user(pid_t pid) const {
    pid_t outsider = ::fork();
    if (outsider == 0) {
      fakes::become(user_);
      ::_exit(reach(pid));
    }
    int status = fakes::status_of(outsider);
    EXPECT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status);
  }
  /// Three callers get what a program of their own would say.
  void expect_same(const std::string& deed, const Texts& more = {}) {
    for (const std::string& place : places_) {
      SCOPED_TRACE(place);
      expect_same_at(place, deed, more);
    }
  }

  const uid_t user_ = ::getuid() == 0 ? 1 : ::getuid();
  const Texts places_ = fakes::can_park_at_io() ? Texts{"3", "3,io"} : Texts{"3"};
  fakes::TemporaryFolder folder_;

 private:
  void expect_same_at(const std::string& place, const std::string& deed, const Texts& more) {
    Texts own = {"HOME=/"}, parked = environment(place);
    own.insert(own.end(), more.begin(), more.end());
    parked.insert(parked.end(), more.begin(), more.end());
    Served expected = cold(server(deed), own, "word\n", user_);
    ParkedProgram program(server(deed), parked, AsItIs{user_});
    ASSERT_TRUE(program.parks());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(program.serve("word\n"), expected);
  }
};

TEST_F(Outsiders, DoNotReachTheParkedProcessButTheServerOfACallerLikeAnyOther) {
  for (const std::string& place : places_) {
    SCOPED_TRACE(place);
    Connection cold_one, warm_one;
    pid_t cold = fakes::start(server("stdio"), {"HOME=/"}, cold_one.server, -1, user_);
    cold_one.hand_over();
    ParkedProgram program(server("stdio"), environment(place), AsItIs{user_});
    ASSERT_TRUE(program.parks());
    pid_t child = program.serve_at(warm_one);
    char said = 0;  // both are past their start
    ASSERT_EQ(::read(cold_one.caller, &said, 1) + ::read(warm_one.caller, &said, 1), 2);
    EXPECT_EQ(owner_of(program.pid()), 0U);
    EXPECT_EQ(owner_of(child), user_);
    EXPECT_EQ(reached_by_user(program.pid()), 0);
    int usual = reached_by_user(cold);  // everything, where no security module has other ideas
    EXPECT_EQ(reached_by_user(child), usual);
    for (Connection* each : {&cold_one, &warm_one}) each->say("x\n");
    EXPECT_EQ(fakes::status_of(cold), fakes::status_of(child));
    EXPECT_EQ(program.serve("y\n").output, "ready\nheard y\n");
  }
}

TEST_F(Outsiders, LeaveAServerWhatItMayDoToItself) { expect_same("traceable"); }

/// A handler ran in the parked process, and in no caller's server: they all had what it had done.
TEST_F(Outsiders, DoNotHaveItsHandlersRun) {
  Texts early = environment(), own{"HOME=/", "HANDLER_EARLY=1"};
  early.emplace_back("HANDLER_EARLY=1");
  for (const Texts& variables : {early, environment(places_.back())}) {
    Served expected = cold(server("handles"), own, "", user_);
    ParkedProgram program(server("handles"), variables, AsItIs{user_});
    ASSERT_TRUE(program.parks());
    for (int i = 0; i < 3; ++i) {
      ::kill(program.pid(), SIGUSR1);
      EXPECT_EQ(program.serve(""), expected);
    }
  }
}

/// Stops the child of the traced process at each of its system calls, until it is traceable for others; what
/// it has open at that moment.
std::size_t open_when_let_in(pid_t child) {
  for (;;) {
    if (::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) != 0) return 99;
    int status = 0;
    if (::waitpid(child, &status, __WALL) != child || !WIFSTOPPED(status)) return 98;
    __ptrace_syscall_info info{};
    ::ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    bool is_let_in = info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_prctl &&
                     info.entry.args[0] == PR_SET_DUMPABLE && info.entry.args[1] == 1;
    if (!is_let_in) continue;
    std::filesystem::directory_iterator folder(file_of(child, "fd"));
    return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
  }
}

/// Who took the pair out of a child would have been given the next callers.
TEST_F(Outsiders, FindNothingOfTheParkedProcessInAChild) {
  if (::getuid() != 0) GTEST_SKIP() << "traces what only root may";
  for (const std::string& place : places_) {
    ParkedProgram program(server("stdio"), environment(place), AsItIs{user_});
    ASSERT_TRUE(program.parks());
    ASSERT_EQ(::ptrace(PTRACE_SEIZE, program.pid(), nullptr, PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD), 0);
    Connection connection;
    ASSERT_TRUE(program.give({}, connection.server));
    int status = 0;
    ASSERT_EQ(::waitpid(program.pid(), &status, __WALL), program.pid());
    unsigned long child = 0;
    ASSERT_EQ(::ptrace(PTRACE_GETEVENTMSG, program.pid(), nullptr, &child), 0);
    pid_t pid = static_cast<pid_t>(child);
    ASSERT_EQ(::waitpid(pid, &status, __WALL), pid);
    constexpr std::size_t standard_and_caller = 4;
    EXPECT_EQ(open_when_let_in(pid), standard_and_caller);
    ::ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
    ::ptrace(PTRACE_DETACH, program.pid(), nullptr, nullptr);
    ::kill(pid, SIGKILL);
    EXPECT_EQ(WTERMSIG(fakes::status_of(pid)), SIGKILL);
  }
}

TEST_F(Outsiders, AreKeptOutOfAProgramThatItsUserMayNotRead) {
  if (::getuid() != 0) GTEST_SKIP() << "makes a program of root's";
  ASSERT_EQ(::chmod(folder_.path("server").c_str(), 0711), 0);
  EXPECT_EQ(cold(server("traceable"), {}, "", user_).output, "before 0 now 0 environment 0 memory 0\n");
  expect_same("traceable");
}

/// The parked process opens them anew for each caller, by way of /proc.
TEST_F(Outsiders, LeaveEachCallerTheFilesThatWereOpenBeforeHim) {
  std::ofstream(folder_.path("lines")) << "first\nsecond\nthird\n";
  expect_same("constructors", {"OPENED=" + folder_.path("lines")});
}

}  // namespace
}  // namespace rouse::park
