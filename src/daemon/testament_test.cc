#include "daemon/testament.h"

#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

const Testament full{.version = "0.1.0",
                     .program = 17,
                     .is_trial = false,
                     .reason = "it did not serve",
                     .folder = "/a folder",
                     .descriptors = {1024, std::uint64_t{1} << 40},
                     .serves = true,
                     .book = {5, 6},
                     .ledger = 7,
                     .events = 13,
                     .roster = 15,
                     .terminal = 8,
                     .batons = {{9, 10}, {11, 12}},
                     .orphans = {{4711, 18}},
                     .last = 4000000000U,
                     .deposits = {{3, 13}, {4, 14}}};

TEST(Testament, IsReadAsItWasWritten) {
  EXPECT_EQ(testament_in(text_of(full)), full);
  Testament least{.version = "1", .book = {5, 6}, .ledger = 7};
  EXPECT_EQ(testament_in(text_of(least)), least);
}

TEST(Testament, ThatIsCutShortIsNone) {
  std::string text = text_of(full);
  for (std::size_t size = 0; size + 4 < text.size(); ++size)
    EXPECT_FALSE(testament_in(text.substr(0, size))) << size;
}

TEST(Testament, OfALaterVersionMaySayMore) {
  std::string text = text_of(full);
  text.insert(text.find("book"), "moon full\n");
  EXPECT_EQ(testament_in(text), full);
}

TEST(Testament, WithSomethingElseThanANumberIsNone) {
  std::string text = text_of(full);
  text.replace(text.find("ledger 7"), 8, "ledger x");
  EXPECT_FALSE(testament_in(text));
}

}  // namespace
}  // namespace rouse::daemon
