#include "process/baton.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "sys/socket.h"

namespace rouse::process {
namespace {

Result<void> give(Baton& baton, int fd) { return baton.give(std::span(&fd, 1)); }

/// What a child does with the far end.
std::vector<Fd> take(const Baton& baton) {
  std::array<std::byte, 1> something{};
  std::vector<Fd> taken;
  (void)sys::receive_message(baton.far_end(), something, taken);
  return taken;
}

/// The other end of a caller has been told that nobody is there any more.
bool hung_up(const Fd& fd) {
  char byte = 0;
  return ::recv(fd.raw(), &byte, 1, MSG_DONTWAIT) == 0;
}

TEST(Baton, CarriesAReferenceOfItsOwn) {
  Baton baton = std::move(*Baton::create());
  auto [caller, peer] = std::move(*sys::socket_pair());
  ASSERT_TRUE(give(baton, caller.raw()));
  caller.reset();
  EXPECT_FALSE(hung_up(peer));
  std::vector<Fd> taken = take(baton);
  ASSERT_EQ(taken.size(), 1U);
  taken.clear();
  EXPECT_TRUE(hung_up(peer));
}

TEST(Baton, WhatADeadChildLeftNeverReachesTheNextOne) {
  Baton baton = std::move(*Baton::create());
  auto [first, first_peer] = std::move(*sys::socket_pair());
  auto [second, second_peer] = std::move(*sys::socket_pair());
  ASSERT_TRUE(give(baton, first.raw()));
  first.reset();
  baton.take_back();
  EXPECT_TRUE(hung_up(first_peer));
  baton.take_back();  // nothing there
  ASSERT_TRUE(give(baton, second.raw()));
  second.reset();
  std::vector<Fd> taken = take(baton);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_FALSE(hung_up(second_peer));
  EXPECT_TRUE(take(baton).empty());
}

TEST(Baton, NoDescriptorIsAnError) {
  Baton baton = std::move(*Baton::create());
  EXPECT_EQ(give(baton, 9999).error().code, EBADF);
}

}  // namespace
}  // namespace rouse::process
