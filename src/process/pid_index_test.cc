#include "process/pid_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace rouse::process {
namespace {

TEST(PidIndex, FindsAndForgets) {
  PidIndex index;
  index.put(7, 70);
  index.put(8, 80);
  EXPECT_EQ(index.take(7), 70U);
  EXPECT_EQ(index.take(7), std::nullopt);
  EXPECT_EQ(index.take(8), 80U);
  EXPECT_EQ(index.size(), 0U);
}

TEST(PidIndex, KnowsNoPidsThatAreNone) {
  PidIndex index;
  EXPECT_EQ(index.take(0), std::nullopt);
  EXPECT_EQ(index.take(-1), std::nullopt);
}

TEST(PidIndex, AgreesWithAMapThroughManyRandomSteps) {
  std::mt19937 random(20);
  PidIndex index;
  std::map<pid_t, std::uint32_t> model;
  for (std::uint32_t step = 0; step < 200'000; ++step) {
    auto pid = static_cast<pid_t>(1 + random() % 3000);
    if (random() % 2 == 0) {
      index.put(pid, step);
      model[pid] = step;
    } else {
      auto known = model.extract(pid);
      std::optional<std::uint32_t> expected;
      if (known) expected = known.mapped();
      ASSERT_EQ(index.take(pid), expected) << "step " << step;
    }
    ASSERT_EQ(index.size(), model.size());
  }
}

}  // namespace
}  // namespace rouse::process
