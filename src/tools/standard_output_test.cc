#include "tools/standard_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "sys/process.h"

namespace rouse::tools {
namespace {

/// The status with which a tool ends whose standard output is `file`, or closed where there is none.
template <class Work>
int end_of_one_that(const char* file, Work work) {
  Result<pid_t> child = sys::fork_child([&] {
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC),
           STDERR_FILENO);  // the scenarios read what is said there
    int output = file == nullptr ? -1 : ::open(file, O_WRONLY | O_CLOEXEC);
    if (output < 0)
      ::close(STDOUT_FILENO);
    else
      ::dup2(output, STDOUT_FILENO);
    open_standard_output();
    return work();
  });
  return WEXITSTATUS(sys::reap(*child)->wait_status);
}

int say_and_end_with(int status) {
  print("a text\n");
  return end_status("tool", status);
}

TEST(StandardOutput, LostTextIsAFailure) {
  for (const char* file : {"/dev/full", static_cast<const char*>(nullptr)}) {
    EXPECT_EQ(end_of_one_that(file, [] { return say_and_end_with(0); }), 1);
    EXPECT_EQ(end_of_one_that(file, [] { return say_and_end_with(5); }), 5);
  }
  EXPECT_EQ(end_of_one_that("/dev/null", [] { return say_and_end_with(0); }), 0);
}

TEST(StandardOutput, WhoHasNothingToSayLosesNothing) {
  EXPECT_EQ(end_of_one_that(nullptr, [] { return end_status("tool", 0); }), 0);
}

TEST(StandardOutput, NoFileTakesItsPlace) {
  EXPECT_EQ(end_of_one_that(nullptr, [] { return ::open("/dev/null", O_RDONLY | O_CLOEXEC) > 2 ? 7 : 1; }),
            7);
}

}  // namespace
}  // namespace rouse::tools
