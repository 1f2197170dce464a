#include "daemon/door_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "sys/eventfd.h"

namespace rouse::daemon {
namespace {

TEST(DoorStore, NamesOfDoorsAreTheNumbersOfTheirDeposits) {
  EXPECT_EQ(deposit_named("door-17"), 17U);
  EXPECT_EQ(deposit_named("door-4294967295"), 4294967295U);
  for (std::string_view other :
       {"", "door-", "door-0", "door-x", "door--1", "door-17 ", "door-4294967296", "rouse.socket", "17"})
    EXPECT_EQ(deposit_named(other), std::nullopt) << other;
}

TEST(DoorStore, WhatHasANumberKeepsItAndTheOthersGetFreeOnes) {
  std::vector<StoredSocket> sockets;
  for (const char* name : {"rouse.socket", "door-7", "door-3", "other"})
    sockets.push_back({name, sys::event_fd().value()});
  std::array<int, 4> fds{};
  for (std::size_t i = 0; i < fds.size(); ++i) fds[i] = sockets[i].socket.raw();
  Stash stash;
  keep_stored(stash, std::move(sockets));
  std::vector<process::Deposit> held = stash.hand_out();
  ASSERT_EQ(held.size(), 4U);
  const std::array<std::pair<process::DepositNumber, int>, 4> expected{
      {{3, fds[2]}, {7, fds[1]}, {8, fds[0]}, {9, fds[3]}}};
  for (std::size_t i = 0; i < held.size(); ++i) {
    EXPECT_EQ(held[i].number, expected[i].first);
    EXPECT_EQ(held[i].fd.raw(), expected[i].second);
  }
}

TEST(DoorStore, TakesNothingThatIsMeantForAnotherProcess) {
  ::setenv("LISTEN_FDS", "1", 1);
  ::setenv("LISTEN_FDNAMES", "door-1", 1);
  for (const char* pid : {"", "1", "x"}) {
    ::setenv("LISTEN_PID", pid, 1);
    EXPECT_TRUE(take_stored_sockets().empty()) << pid;
  }
  for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(variable);
  EXPECT_TRUE(take_stored_sockets().empty());
}

}  // namespace
}  // namespace rouse::daemon
