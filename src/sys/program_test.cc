#include "sys/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "sys/process.h"

namespace rouse::sys {
namespace {

ProgramStart shell(const std::string& script) {
  return {.argv = {"/bin/sh", "-c", script}, .environment = {}};
}

int status_of(const ProgramStart& start) {
  Result<Program> program = start_program(start);
  EXPECT_TRUE(program);
  return program ? WEXITSTATUS(reap(program->pid)->wait_status) : -1;
}

TEST(SysProgram, ItRunsWhereAndWithWhatItIsGiven) {
  ProgramStart start = shell(R"sh([ "$(pwd)" = /usr ] && [ "$WORD" = "a b" ] && exit 7)sh");
  start.folder = "/usr";
  start.environment = {"WORD=a b"};
  EXPECT_EQ(status_of(start), 7);
}

TEST(SysProgram, ItStaysInTheGroupUnlessItIsToHaveItsOwn) {
  std::string group_of_its_own = "read -r _ _ _ _ group _ < /proc/$$/stat; [ $group = $$ ]";
  EXPECT_EQ(status_of(shell(group_of_its_own)), 1);
  ProgramStart apart = shell(group_of_its_own);
  apart.own_group = true;
  EXPECT_EQ(status_of(apart), 0);
}

TEST(SysProgram, WhatFailsIsAnErrorOfTheStart) {
  ProgramStart start = shell("exit 0");
  start.folder = "/nowhere";
  EXPECT_EQ(start_program(start).error().code, ENOENT);
  start.folder = "/";
  start.argv.front() = "/etc/passwd";
  EXPECT_EQ(start_program(start).error().text(), "exec /etc/passwd: Permission denied");
  EXPECT_EQ(become_program(start).code, EACCES);
}

TEST(SysProgram, ItsOutputComesThroughAPipe) {
  Result<OutputPipe> pipe = open_output_pipe();
  ASSERT_TRUE(pipe);
  std::array<std::byte, 16> room{};
  EXPECT_EQ(read_some(pipe->read_end.raw(), room).error().code, EAGAIN);
  ProgramStart start = shell("echo word >&2");
  start.errors = pipe->write_end.raw();
  EXPECT_EQ(status_of(start), 0);
  EXPECT_EQ(read_some(pipe->read_end.raw(), room), 5U);
  pipe->write_end.reset();
  EXPECT_EQ(read_some(pipe->read_end.raw(), room), 0U);
}

TEST(SysProgram, StandardDescriptorsThatAreClosedAreFilled) {
  Result<pid_t> child = fork_child([] {
    (void)close_from(3);
    ::close(0);
    ::close(2);
    fill_standard_descriptors();
    return same_file(0, 2) && ::fcntl(3, F_GETFD) < 0 ? 7 : 1;
  });
  EXPECT_EQ(WEXITSTATUS(reap(*child)->wait_status), 7);
}

TEST(SysProgram, TwoDescriptorsMayBeOfOneFile) {
  Fd null = std::move(*open_null()), again = std::move(*open_null());
  Result<OutputPipe> pipe = open_output_pipe();
  EXPECT_TRUE(same_file(null.raw(), again.raw()));
  EXPECT_FALSE(same_file(null.raw(), pipe->read_end.raw()));
  EXPECT_FALSE(same_file(-1, -1));
}

}  // namespace
}  // namespace rouse::sys
