#include "daemon/supervision.h"

#include <gtest/gtest.h>

#include "sys/eventfd.h"

namespace rouse::daemon {
namespace {

class Deposited final : public process::Custody {
 public:
  process::DepositNumber keep(int) override { return ++last; }
  void drop(process::DepositNumber number) override { dropped.push_back(number); }

  process::DepositNumber last = 7;
  std::vector<process::DepositNumber> dropped;
};

std::vector<process::Deposit> one_deposit(process::DepositNumber number) {
  std::vector<process::Deposit> out;
  out.push_back({number, sys::event_fd().value()});
  return out;
}

TEST(ResidentVault, FindsWhatTheKeeperHolds) {
  supervise::Roster roster = std::move(*supervise::Roster::create());
  supervise::ResidentRecord& web = *roster.record_of("web");
  web.socket = 7;
  listen::Inheritance inheritance(one_deposit(7));
  Deposited custody;
  ResidentVault vault(custody, inheritance, roster);
  EXPECT_EQ(inheritance.size(), 0U);
  EXPECT_EQ(vault.items().size(), 1U);
  EXPECT_TRUE(vault.recover(web.socket));
  EXPECT_FALSE(vault.recover(web.socket)) << "once";
  vault.drop(web.socket);
  EXPECT_EQ(custody.dropped, std::vector<process::DepositNumber>{7});
  EXPECT_TRUE(vault.items().empty());
}

/// The steward died before it had sent it: the next deposit gets the number, and is not to be dropped for it.
TEST(ResidentVault, ForgetsWhatTheKeeperNeverGot) {
  supervise::Roster roster = std::move(*supervise::Roster::create());
  supervise::ResidentRecord& web = *roster.record_of("web");
  web.output_to_read = 7;
  web.output_to_write = 8;
  web.notices = 9;
  listen::Inheritance inheritance(one_deposit(7));
  Deposited custody;
  ResidentVault vault(custody, inheritance, roster);
  EXPECT_EQ(web.output_to_read, 7U);
  EXPECT_EQ(web.output_to_write, 0U);
  EXPECT_EQ(web.notices, 0U);
}

}  // namespace
}  // namespace rouse::daemon
