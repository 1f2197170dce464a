#include "log/ring.h"

#include <gtest/gtest.h>

namespace rouse::log {
namespace {

Event event(WallTime at) { return {at, nullptr, Started{}}; }

std::vector<WallTime> times(const Ring& ring) {
  std::vector<WallTime> out;
  for (std::size_t i = 0; i < ring.size(); ++i) out.push_back(ring[i].at);
  return out;
}

TEST(Ring, KeepsTheLastOnesOldestFirst) {
  Ring ring(3);
  EXPECT_EQ(ring.size(), 0U);
  ring.add(event(1));
  ring.add(event(2));
  EXPECT_EQ(times(ring), (std::vector<WallTime>{1, 2}));
  for (WallTime at = 3; at <= 8; ++at) ring.add(event(at));
  EXPECT_EQ(times(ring), (std::vector<WallTime>{6, 7, 8}));
  EXPECT_EQ(ring.total(), 8U);
}

TEST(Ring, MayKeepNothing) {
  Ring ring(0);
  ring.add(event(1));
  EXPECT_EQ(ring.size(), 0U);
  EXPECT_EQ(ring.total(), 1U);
}

}  // namespace
}  // namespace rouse::log
