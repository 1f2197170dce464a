#include "sys/other_process.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "sys/process.h"
#include "sys/socket.h"

namespace rouse::sys {
namespace {

TEST(OtherProcess, GivesADuplicateOfASocket) {
  Fd socket = open_socket(AF_INET, SOCK_STREAM).value();
  Fd self = pidfd_open(::getpid()).value();
  Fd taken = take_descriptor(self.raw(), socket.raw()).value();
  EXPECT_NE(taken.raw(), socket.raw());
  EXPECT_EQ(cookie_of(taken.raw()), cookie_of(socket.raw()));
  EXPECT_EQ(take_descriptor(self.raw(), 9999).error().code, EBADF);
}

TEST(OtherProcess, TellsWhichDescriptorsAreSockets) {
  Fd socket = open_socket(AF_INET, SOCK_STREAM).value();
  std::vector<int> numbers = sockets_of(::getpid()).value();
  EXPECT_TRUE(std::ranges::binary_search(numbers, socket.raw()));
  Fd file(::dup(STDIN_FILENO));
  EXPECT_EQ(std::ranges::binary_search(numbers, file.raw()), false);
  EXPECT_EQ(sockets_of(0).error().code, ENOENT);
}

TEST(OtherProcess, TellsWhoseItIs) {
  EXPECT_EQ(parent_of(::getpid()).value(), ::getppid());
  EXPECT_EQ(namespace_of(::getpid(), "net").value(), namespace_of(::getpid(), "net").value());
  EXPECT_NE(namespace_of(::getpid(), "net").value(), namespace_of(::getpid(), "pid").value());
}

TEST(OtherProcess, HasTheResidentMemoryThatStatmTellsAsItsSecondNumber) {
  auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  EXPECT_EQ(resident_in("2041 512 300 10 0 99 0\n"), 512 * page_bytes);
  for (const char* wrong : {"", "2041", "2041 ", "2041 x 3"}) EXPECT_EQ(resident_in(wrong), 0U) << wrong;
  EXPECT_GT(resident_bytes_of(::getpid()), 100'000U);
  EXPECT_EQ(resident_bytes_of(-1), 0U);
}

TEST(OtherProcess, TellsWhichThereAre) {
  pid_t child = fork_child([] { return 0; }).value();
  EXPECT_TRUE(std::ranges::binary_search(processes(), ::getpid()));
  EXPECT_EQ(children_of(::getpid()), std::vector<pid_t>{child});  // it may be dead
  (void)reap(child);
  EXPECT_TRUE(children_of(::getpid()).empty());
}

TEST(OtherProcess, TellsWhatItRuns) {
  EXPECT_TRUE(program_of(::getpid()).value().ends_with("/sys_test"));
  EXPECT_EQ(name_of(::getpid()).value(), "sys_test");
  EXPECT_EQ(program_of(0).error().code, ENOENT);
}

TEST(OtherProcess, TellsItsWordsAlsoEmptyOnes) {
  std::vector<std::string> words = words_of(::getpid(), "cmdline").value();
  ASSERT_FALSE(words.empty());
  EXPECT_TRUE(words.front().ends_with("sys_test"));
}

}  // namespace
}  // namespace rouse::sys
