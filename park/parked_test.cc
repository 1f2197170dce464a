// Programs that are parked before their main: what a caller gets of them is what he would get of one that was
// started for him.
#include "park/parked.h"

#include <arpa/inet.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fakes/parked_program.h"
#include "fakes/temporary_folder.h"

namespace rouse::park {
namespace {

using fakes::cold;
using fakes::Connection;
using fakes::Heard;
using fakes::ParkedProgram;
using fakes::Served;
using fakes::Texts;

const Texts environment = {"HOME=/", "PATH=/usr/bin:/bin"};

Texts server(const std::string& deed) { return {ROUSE_PARK_SERVER, deed}; }

/// Three callers of a parked program are served as one of a program of his own.
void expect_same(const Texts& words, const std::string& input, const Texts& variables = environment) {
  Served expected = cold(words, variables, input);
  EXPECT_NE(expected.output, "");
  ParkedProgram program(words, variables);
  ASSERT_TRUE(program.parks());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(program.serve(input), expected);
}

std::optional<Reason> reason_of(const ParkedProgram& program) {
  std::optional<Heard> said = program.hear();
  if (!said || said->kind() != Kind::unfit) return {};
  return static_cast<Reason>(said->word.code);
}

TEST(Parked, ServesAsAProgramOfHisOwnWould) {
  for (const char* deed :
       {"stdio", "polls", "forks", "raises", "robust", "signals", "faults", "threads", "atfork"}) {
    SCOPED_TRACE(deed);
    expect_same(server(deed), "one\ntwo\n");
  }
}

TEST(Parked, LeavesTheStatusOfACrashAsItIs) {
  Served crash = cold(server("crashes"), environment, "");
  ParkedProgram program(server("crashes"), environment);
  ASSERT_TRUE(program.parks());
  Call call{};
  call.limit_count = 1;
  call.limits[0] = {RLIMIT_CORE, 0, 0, 0};
  Served parked = program.serve("", {}, call);
  EXPECT_EQ(parked.output, "core 0\n");
  EXPECT_EQ(WTERMSIG(parked.status), SIGABRT);
  EXPECT_EQ(WTERMSIG(crash.status), SIGABRT);
}

TEST(Parked, GivesEachCallerAFileThatAConstructorOpenedAsItWasThen) {
  fakes::TemporaryFolder folder;
  std::ofstream(folder.path("lines")) << "first\nsecond\nthird\n";
  Texts variables = environment;
  variables.push_back("OPENED=" + folder.path("lines"));
  expect_same(server("constructors"), "word\n", variables);
}

TEST(Parked, TakesTheCallersAddressFromHisConnection) {
  int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  socklen_t bytes = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &bytes);
  ::listen(listener, 5);
  int caller = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::connect(caller, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::getsockname(caller, reinterpret_cast<sockaddr*>(&address), &bytes);
  Connection connection(caller, ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  ::close(listener);
  ParkedProgram program(server("peername"), environment);
  ASSERT_TRUE(program.parks());
  pid_t pid = program.serve_at(connection);
  EXPECT_EQ(connection.rest(), "127.0.0.1 " + std::to_string(ntohs(address.sin_port)) + "\n");
  EXPECT_EQ(fakes::status_of(pid), 0);
}

TEST(Parked, HasTheEnvironmentOfItsCallerInTheOrderOfAColdStart) {
  Texts whole = {"LD_PRELOAD=", "B=2", "A=1", "REMOTE_HOST=::1", "REMOTE_PORT=7"};
  Texts own = {"LD_PRELOAD=" ROUSE_PARK_LIBRARY ":", "B=2", "A=1", "ROUSE_PARK=3"};
  Served expected = cold(server("environment"), whole, "");
  ParkedProgram program(server("environment"), own, fakes::AsItIs{});
  ASSERT_TRUE(program.parks());
  Served parked = program.serve("", {"REMOTE_HOST=::1", "REMOTE_PORT=7"});
  EXPECT_EQ(parked, expected);
  EXPECT_NE(parked.output.find("errno 0, argument 1"), std::string::npos) << parked.output;
  Served replaced = program.serve("", {"B=3"});
  EXPECT_NE(replaced.output.find("LD_PRELOAD=\nB=3\nA=1\n"), std::string::npos) << replaced.output;
}

TEST(Parked, StartsAChildAsTheStewardStartsAProcess) {
  Texts variables = environment;
  variables.push_back("PARENT=" + std::to_string(::getpid()));
  ParkedProgram program(server("state"), variables);
  ASSERT_TRUE(program.parks());
  Call call{};
  call.sets_nice = call.sets_umask = 1;
  call.nice = 1;
  call.umask = 027;
  call.limit_count = 1;
  call.limits[0] = {RLIMIT_NOFILE, 0, 50, 60};
  int nice = ::getpriority(PRIO_PROCESS, 0) + 1;
  EXPECT_EQ(program.serve("", {}, call).output,
            "umask 27 nice " + std::to_string(std::min(nice, 19)) +
                " leads 1 group 1 blocked 0 files 50/60 parent 1 open 0 1 2\n/\n");
  EXPECT_EQ(program.serve(""), cold(server("state"), variables, ""));
}

/// What the server of one caller wrote into such memory the next one would have read.
TEST(Parked, IsUnfitWithWhatItsChildrenWouldShare) {
  for (auto [variable, reason] : {std::pair{"THREAD_EARLY=1", Reason::has_threads},
                                  {"PIPE_EARLY=1", Reason::shares_descriptors},
                                  {"MEMORY_EARLY=1", Reason::shares_memory}}) {
    SCOPED_TRACE(variable);
    ParkedProgram program(server("stdio"), {variable});
    EXPECT_EQ(reason_of(program), reason);
    EXPECT_EQ(program.end(), 0);
  }
}

TEST(Parked, NeverParksAStaticProgram) {
#ifdef ROUSE_PARK_STATIC_SERVER
  ParkedProgram program({ROUSE_PARK_STATIC_SERVER, "stdio"}, environment);
  EXPECT_FALSE(program.hear());
#else
  GTEST_SKIP() << "no static programs can be linked here";
#endif
}

TEST(Parked, LeavesOtherProgramsAlone) {
  Texts variables = environment;
  variables.push_back("LD_PRELOAD=" ROUSE_PARK_LIBRARY);
  EXPECT_EQ(cold(server("stdio"), variables, "x\n"), cold(server("stdio"), environment, "x\n"));
  EXPECT_NE(cold(server("environment"), variables, "").output.find("LD_PRELOAD="), std::string::npos);
  variables.push_back("ROUSE_PARK=3");  // but 3 is nothing
  EXPECT_EQ(cold(server("stdio"), variables, "x\n"), cold(server("stdio"), environment, "x\n"));
}

/// Gives a program of root's more rights than its user has.
using MoreRights = void (*)(const std::string& path);

void make_setuid(const std::string& path) { ASSERT_EQ(::chmod(path.c_str(), 04755), 0); }

void give_capability(const std::string& path) {
  vfs_cap_data data{};
  data.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE;
  data.data[0].permitted = 1U << CAP_DAC_READ_SEARCH;
  ASSERT_EQ(::setxattr(path.c_str(), "security.capability", &data, sizeof data, 0), 0);
}

/// Where a program gets no more rights by what its file says, it is not to be told from another one.
bool can_give_rights(const std::string& path) {
  struct statvfs state;
  return ::getuid() == 0 && ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 &&
         ::statvfs(path.c_str(), &state) == 0 && (state.f_flag & ST_NOSUID) == 0;
}

/// A copy of `program` that may more than the user who starts it, and the same without: that one parks.
void expect_not_parked(const char* program, MoreRights give_rights, const Texts& variables) {
  fakes::TemporaryFolder folder;
  if (!can_give_rights(folder.path(""))) GTEST_SKIP() << "a program cannot have more rights here";
  constexpr uid_t user = 1;
  std::string copy = folder.path("server");
  std::filesystem::copy_file(program, copy);
  ASSERT_EQ(::chmod(folder.path("").c_str(), 0755), 0);
  ParkedProgram usual({copy, "stdio"}, variables, fakes::AsItIs{});
  ASSERT_TRUE(usual.parks());
  give_rights(copy);
  EXPECT_EQ(cold({copy, "secure"}, {}, "", user).output, "secure 1\n");
  ParkedProgram secure({copy, "stdio"}, variables, fakes::AsItIs{user});
  ASSERT_FALSE(secure.hear());
  EXPECT_EQ(WEXITSTATUS(secure.end()), 3);
}

TEST(Parked, IsNotThereInAProgramThatMayMoreThanItsUser) {
  for (MoreRights give_rights : {make_setuid, give_capability})
    expect_not_parked(ROUSE_PARK_SERVER, give_rights, {"LD_PRELOAD=" ROUSE_PARK_LIBRARY, "ROUSE_PARK=3"});
}

/// The loader is the first to leave it out; this is a program that brings it along.
TEST(Parked, DoesNothingInAProgramThatMayMoreThanItsUser) {
  for (MoreRights give_rights : {make_setuid, give_capability})
    expect_not_parked(ROUSE_PARK_LINKED_SERVER, give_rights, {"ROUSE_PARK=3"});
}

TEST(Parked, ServesWhomItHasAfterItsDeath) {
  ParkedProgram program(server("stdio"), environment);
  ASSERT_TRUE(program.parks());
  Connection connection;
  pid_t pid = program.serve_at(connection);
  ::kill(program.pid(), SIGKILL);
  EXPECT_EQ(WTERMSIG(program.end()), SIGKILL);
  connection.say("late\n");
  EXPECT_EQ(connection.rest(), "ready\nheard late\n");
  EXPECT_EQ(WEXITSTATUS(fakes::status_of(pid)), 3);
}

TEST(Parked, TellsOfACallerForWhomThereIsNoProcess) {
  if (::getuid() != 0) GTEST_SKIP() << "becomes another user";
  ParkedProgram program(server("stdio"), {"NOBODY_EARLY=1"});
  ASSERT_TRUE(program.parks());
  Connection connection;
  Call call{};
  call.tag = 77;
  ASSERT_TRUE(program.give(call, connection.server));
  std::optional<Heard> said = program.hear();
  ASSERT_TRUE(said);
  EXPECT_EQ(said->kind(), Kind::failed);
  EXPECT_EQ(said->word.tag, 77U);
  EXPECT_EQ(said->word.code, static_cast<std::uint32_t>(EAGAIN));
}

TEST(Parked, AnswersTheCallsThatWaitAndEnds) {
  ParkedProgram program(server("stdio"), environment);
  ASSERT_TRUE(program.parks());
  Connection connections[3];
  for (Connection& connection : connections) {
    ASSERT_TRUE(program.give({}, connection.server));
    connection.hand_over();
  }
  program.finish();
  EXPECT_EQ(program.end(), 0);
  for (Connection& connection : connections) {
    connection.say("x\n");
    EXPECT_EQ(connection.rest(), "ready\nheard x\n");
  }
  for (int i = 0; i < 3; ++i) {  // in the order in which they came to speak
    std::optional<Heard> child = program.hear();
    ASSERT_TRUE(child);
    EXPECT_EQ(WEXITSTATUS(fakes::status_of(child->speaker)), 3);
  }
  EXPECT_FALSE(program.hear());
}

TEST(Parked, PassesOverWhatIsNoCall) {
  ParkedProgram program(server("stdio"), environment);
  ASSERT_TRUE(program.parks());
  Connection refused;
  program.give_text("x", refused.server);
  refused.hand_over();
  refused.say("x\n");
  EXPECT_EQ(refused.rest(), "");
  EXPECT_EQ(program.serve("y\n").output, "ready\nheard y\n");
}

std::string memory_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::string pages;
  file >> pages;
  return pages;
}

TEST(Parked, DoesNotGrowWithItsCallers) {
  ParkedProgram program(server("stdio"), environment);
  ASSERT_TRUE(program.parks());
  program.serve("x\n");
  rlimit few{64, 64};  // of its descriptors nobody else may know, but one that it keeps is soon one too many
  ASSERT_EQ(::prlimit(program.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  std::string memory = memory_of(program.pid());
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(program.serve("x\n").output, "ready\nheard x\n") << i;
  EXPECT_EQ(memory_of(program.pid()), memory);
}

void expect_same_script(const char* interpreter, const std::string& script) {
  fakes::TemporaryFolder folder;
  std::ofstream(folder.path("script")) << script;
  expect_same({interpreter, folder.path("script")}, "one\ntwo\n");
}

TEST(Parked, RunsAScriptOfBash) {
  expect_same_script("/bin/bash",
                     "read line; echo \"got $line\"; /bin/echo more; echo $(echo sub); exit 4\n");
}
TEST(Parked, RunsAScriptOfPerl) {
  expect_same_script("/usr/bin/perl",
                     "$_ = <STDIN>; print \"got $_\"; print <DATA>; exit 4;\n__DATA__\nmore\n");
}
TEST(Parked, RunsAScriptOfPython) {
  expect_same_script("/usr/bin/python3",
                     "import json, urllib.request, ssl, sys\n"
                     "print(json.dumps(sys.stdin.readline()), ssl.PROTOCOL_TLS)\nsys.exit(4)\n");
}

}  // namespace
}  // namespace rouse::park
