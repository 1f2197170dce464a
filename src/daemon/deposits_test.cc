#include "daemon/deposits.h"

#include "daemon/orders.h"
#include "daemon/stash.h"
#include "fakes/loop.h"
#include "sys/eventfd.h"
#include "sys/socket.h"

namespace rouse::daemon {
namespace {

class DepositsTest : public fakes::LoopTest {
 protected:
  DepositsTest() {
    auto pair = sys::socket_pair();
    orders.emplace(*loop, std::move(pair->first));
    keeper = std::move(pair->second);
  }

  /// The keeper's part (daemon/keeper.cc), until nothing is left to hear.
  void hear() {
    for (;;) {
      settle();
      CustodyMessage message;
      std::vector<Fd> fds;
      auto size = sys::receive_message(keeper.raw(), std::as_writable_bytes(std::span(&message, 1)), fds);
      if (!size) return;
      std::span numbers =
          std::span(message.numbers).first((*size - sizeof message.tag) / sizeof(std::uint32_t));
      if (message.tag == keep_message)
        stash.keep(numbers, std::move(fds));
      else
        stash.drop(numbers);
    }
  }

  std::optional<loop::Channel> orders;
  Fd keeper;
  Stash stash;
};

TEST_F(DepositsTest, WhatIsKeptAndNotDroppedIsInTheStash) {
  Deposits deposits(*loop, *orders, 7);
  Fd one = sys::event_fd().value(), two = sys::event_fd().value();
  process::DepositNumber first = deposits.keep(one.raw()), second = deposits.keep(two.raw());
  EXPECT_EQ(first, 8U);
  hear();
  EXPECT_EQ(stash.size(), 2U);
  deposits.drop(first);
  hear();
  ASSERT_EQ(stash.size(), 1U);
  EXPECT_EQ(stash.last(), second);
  EXPECT_EQ(stash.hand_out()[0].number, second);
}

TEST_F(DepositsTest, WhatIsDroppedBeforeItIsSentIsNeverSent) {
  Deposits deposits(*loop, *orders, 0);
  {
    Fd gone = sys::event_fd().value();
    deposits.drop(deposits.keep(gone.raw()));
  }
  hear();
  EXPECT_EQ(stash.size(), 0U);
}

TEST_F(DepositsTest, ManyArriveInSeveralMessages) {
  Deposits deposits(*loop, *orders, 0);
  Fd one = sys::event_fd().value();
  constexpr int many = 300;
  for (int i = 0; i < many; ++i) deposits.keep(one.raw());
  settle();
  hear();
  EXPECT_EQ(stash.size(), static_cast<std::size_t>(many));
  for (int i = 1; i <= many; ++i) deposits.drop(static_cast<process::DepositNumber>(i));
  hear();
  EXPECT_EQ(stash.size(), 0U);
}

}  // namespace
}  // namespace rouse::daemon
