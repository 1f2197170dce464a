// Programs that are parked where they first have to do with their caller.
#include "park/dispatch.h"

#include <filesystem>
#include <fstream>

#include "fakes/parked_program.h"
#include "fakes/temporary_folder.h"

namespace rouse::park {
namespace {

using fakes::cold;
using fakes::Heard;
using fakes::ParkedProgram;
using fakes::Served;
using fakes::Texts;

const Texts variables_of_io = {"HOME=/", "PATH=/usr/bin:/bin"};

Texts io_server(const std::string& deed) { return {ROUSE_PARK_SERVER, deed}; }

class Dispatch : public testing::Test {
 protected:
  void SetUp() override {
    if (!fakes::can_park_at_io()) GTEST_SKIP() << "this kernel cannot";
  }

  static void expect_same_at_io(const Texts& words, const std::string& input,
                                const Texts& variables = variables_of_io) {
    Served expected = cold(words, variables, input);
    ParkedProgram program(words, variables, "3,io");
    ASSERT_TRUE(program.parks());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(program.serve(input), expected);
  }

  void expect_same_script_at_io(const char* interpreter, const std::string& script) {
    std::ofstream(folder_.path("script")) << script;
    expect_same_at_io({interpreter, folder_.path("script")}, "one\ntwo\n");
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(Dispatch, ServesAsAProgramOfHisOwnWould) {
  for (const char* deed : {"stdio", "polls", "forks", "raises", "robust", "signals", "faults", "threads",
                           "loads", "atfork", "closes", "state", "environment", "crashes"}) {
    SCOPED_TRACE(deed);
    expect_same_at_io(io_server(deed), "one\ntwo\n");
  }
}

TEST_F(Dispatch, GivesEachCallerAFileAsItWasWhereTheProgramWasParked) {
  std::ofstream(folder_.path("lines")) << std::string(5000, 'a') << "\nsecond\nthird\n";
  Texts variables = variables_of_io;
  variables.push_back("OPENED=" + folder_.path("lines"));
  expect_same_at_io(io_server("constructors"), "word\n", variables);
  expect_same_at_io(io_server("computes"), "", variables);
}

TEST_F(Dispatch, KnowsNothingOfItsCallerThatAnInterpreterWouldHaveReadTooEarly) {
  ParkedProgram program(io_server("environment"), variables_of_io, "3,io");
  ASSERT_TRUE(program.parks());
  Served served = program.serve("", {"REMOTE_HOST=::1"});
  EXPECT_NE(served.output.find("host none"), std::string::npos) << served.output;
}

TEST_F(Dispatch, LeavesEachServerItsOwnLocksAndDeath) {
  std::ofstream(folder_.path("lock"));
  Texts variables = variables_of_io;
  variables.push_back("OPENED=" + folder_.path("lock"));
  expect_same_at_io(io_server("locks"), "", variables);
  expect_same_at_io(io_server("aborts"), "");
}

TEST_F(Dispatch, ServesManyAtOnceOutOfOneScript) {
  std::ofstream(folder_.path("script"))
      << "read line; /bin/echo \"got $line\"\n" + std::string(9000, '#') + "\n/bin/echo more\n";
  ParkedProgram program({"/bin/bash", folder_.path("script")}, variables_of_io, "3,io");
  ASSERT_TRUE(program.parks());
  fakes::Connection connections[20];
  std::vector<pid_t> servers;
  for (fakes::Connection& connection : connections) servers.push_back(program.serve_at(connection));
  for (fakes::Connection& connection : connections) connection.say("x\n");
  for (fakes::Connection& connection : connections) EXPECT_EQ(connection.rest(), "got x\nmore\n");
  for (pid_t server : servers) EXPECT_EQ(fakes::status_of(server), 0);
}

TEST_F(Dispatch, TellsEachServerItsOwnNumber) {
  for (const char* shell : {"/bin/bash", "/bin/sh", "/usr/bin/perl"}) {
    std::ofstream(folder_.path("script"))
        << (std::string(shell).ends_with("perl") ? "print $$;" : "printf $$");
    ParkedProgram program({shell, folder_.path("script")}, variables_of_io, "3,io");
    ASSERT_TRUE(program.parks()) << shell;
    fakes::Connection connection;
    pid_t pid = program.serve_at(connection);
    EXPECT_EQ(connection.rest(), std::to_string(pid)) << shell;
    EXPECT_EQ(fakes::status_of(pid), 0);
  }
}

TEST_F(Dispatch, ParksAfterTheImports) {
  std::ofstream(folder_.path("script"))
      << "import os, json, ssl, subprocess, time\nat = time.time()\nprint(1)\nos.write(1, "
         "repr(at).encode())\nos._exit(0)\n";
  ParkedProgram program({"/usr/bin/python3", folder_.path("script")}, {"PATH=/usr/bin:/bin"}, "3,io");
  ASSERT_TRUE(program.parks());
  std::string once = program.serve("").output;
  EXPECT_NE(once, "");
  EXPECT_EQ(program.serve("").output, once);  // what was computed before is everybody's
}

TEST_F(Dispatch, IsStoppedByWhatItsChildrenWouldShare) {
  for (const char* variable : {"THREAD_EARLY=1", "PIPE_EARLY=1"}) {
    ParkedProgram program(io_server("stdio"), {variable}, "3,io");
    std::optional<Heard> said = program.hear();
    ASSERT_TRUE(said) << variable;
    EXPECT_EQ(said->kind(), Kind::unfit) << variable;
    EXPECT_EQ(program.end(), 0) << variable;
  }
}

TEST_F(Dispatch, EndsWithTheSteward) {
  ParkedProgram program(io_server("stdio"), variables_of_io, "3,io");
  ASSERT_TRUE(program.parks());
  program.finish();
  EXPECT_EQ(program.end(), 0);
}

TEST_F(Dispatch, RunsAScriptOfBash) {
  expect_same_script_at_io("/bin/bash",
                           "trap 'echo bye' EXIT; x=$(echo sub); read line; echo \"got $line $x\"; exit 4\n");
}
TEST_F(Dispatch, RunsAScriptOfPerl) {
  expect_same_script_at_io(
      "/usr/bin/perl",
      "use POSIX; $SIG{ALRM} = sub { print \"alarm\\n\" }; $_ = <STDIN>; print \"got $_\";\n"
      "print <DATA>; kill ALRM => $$; exit 4;\n__DATA__\nmore\n");
}
TEST_F(Dispatch, RunsAScriptOfPython) {
  expect_same_script_at_io(
      "/usr/bin/python3",
      "import json, urllib.request, ssl, sys, signal, subprocess\n"
      "print(json.dumps(sys.stdin.readline()), ssl.PROTOCOL_TLS, signal.getsignal(31))\n"
      "print(sys.stdin.seekable(), subprocess.run(['/bin/echo', 'x'], capture_output=True))\n"
      "sys.exit(4)\n");
}

}  // namespace
}  // namespace rouse::park
