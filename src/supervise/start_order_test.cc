#include "supervise/start_order.h"

#include <gtest/gtest.h>

namespace rouse::supervise {
namespace {

using Ids = std::vector<std::string>;

TEST(StartOrder, EveryoneWaitsForThoseThatAreNamed) {
  StartOrder order = start_order({{"web", {"db", "cache"}}, {"cache", {}}, {"db", {"cache"}}});
  EXPECT_EQ(order.waits_for["web"], (Ids{"db", "cache"}));
  EXPECT_EQ(order.waits_for["db"], Ids{"cache"});
  EXPECT_EQ(order.waits_for["cache"], Ids{});
  EXPECT_EQ(order.remarks, Ids{});
}

TEST(StartOrder, WhoIsMissingIsNotWaitedFor) {
  StartOrder order = start_order({{"web", {"dbb", "db"}}, {"db", {}}});
  EXPECT_EQ(order.waits_for["web"], Ids{"db"});
  EXPECT_EQ(order.remarks, Ids{"web: after names dbb, which is no resident that is served: not waited for"});
}

TEST(StartOrder, ACircleIsNamedAndOpened) {
  StartOrder order = start_order({{"a", {"b"}}, {"b", {"c"}}, {"c", {"a"}}, {"d", {"c"}}});
  EXPECT_EQ(order.waits_for["a"], Ids{"b"});
  EXPECT_EQ(order.waits_for["b"], Ids{"c"});
  EXPECT_EQ(order.waits_for["c"], Ids{});
  EXPECT_EQ(order.waits_for["d"], Ids{"c"});
  EXPECT_EQ(order.remarks, Ids{"c: after = a closes a circle (c -> a -> b -> c): not waited for"});
}

}  // namespace
}  // namespace rouse::supervise
