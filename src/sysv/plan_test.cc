#include "sysv/plan.h"

#include <gtest/gtest.h>

namespace rouse::sysv {
namespace {

/// "3:+S85x,-K15x"
std::string text_of(const Plan& plan) {
  std::string out;
  for (const LinkChange& change : plan) {
    out += (out.empty() ? "" : " ") + std::string(1, level_letter(change.level)) + ":";
    if (change.make) out += "+" + file_name(*change.make);
    for (const Link& link : change.remove) out += "-" + file_name(link);
  }
  return out;
}

LinkTable table() {
  return LinkTable({{{LinkKind::stop, 15, "x"}, 2},
                    {{LinkKind::start, 85, "x"}, 3},
                    {{LinkKind::start, 20, "x"}, 5},
                    {{LinkKind::stop, 15, "x"}, 5},
                    {{LinkKind::start, 85, "other"}, 2}});
}

TEST(Plan, GivesEachLevelExactlyOneLink) {
  EXPECT_EQ(text_of(place(table(), "x", Levels::usual(), Levels::usual(), {85, 15})),
            "2:+S85x-K15x 4:+S85x 5:+S85x-K15x-S20x");
  EXPECT_EQ(text_of(place(table(), "x", Levels::only(5), {}, {85, 15})), "5:-S20x");
  EXPECT_EQ(text_of(place(table(), "x", Levels::only(0), {}, {85, 5})), "0:+K05x");
}

TEST(Plan, IsEmptyWhereNothingChanges) {
  EXPECT_TRUE(place(table(), "x", Levels::only(2) | Levels::only(3), Levels::only(3), {85, 15}).empty());
  EXPECT_TRUE(place(table(), "x", {}, Levels::all(), {85, 15}).empty());
}

TEST(Plan, RemovesAllLinksOfAServiceAndNobodyElses) {
  EXPECT_EQ(text_of(remove_all(table(), "x")), "2:-K15x 3:-S85x 5:-K15x-S20x");
  EXPECT_TRUE(remove_all(table(), "y").empty());
}

}  // namespace
}  // namespace rouse::sysv
