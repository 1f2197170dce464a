#include "screen/checklist.h"

#include <gtest/gtest.h>

namespace rouse::screen {
namespace {

using Labels = std::vector<std::string>;

Checklist services() {
  return Checklist({{"crond", "running", true}, {"httpd", "stopped", false}, {"cups", "stopped", true}});
}

TEST(Checklist, RemarksStandBelowEachOther) {
  EXPECT_EQ(services().labels(40),
            (Labels{"crond             running", "httpd             stopped", "cups              stopped"}));
}

TEST(Checklist, ALongNameMovesThemAsFarAsThereIsRoom) {
  Checklist list({{"vmware-tools-thinprint", "on", false}, {"atd", "off", false}});
  EXPECT_EQ(list.labels(40), (Labels{"vmware-tools-thinprint  on ", "atd                     off"}));
  EXPECT_EQ(list.labels(23), (Labels{"vmware-tools-thinp  on ", "atd                 off"}));
  EXPECT_EQ(list.labels(0), (Labels{"vmware-tools-thi  on ", "atd               off"}));
}

TEST(Checklist, ALetterGoesToTheNextRowThatBeginsWithIt) {
  EXPECT_EQ(services().next_with('c', 0), 2U);
  EXPECT_EQ(services().next_with('c', 2), 0U);
  EXPECT_EQ(services().next_with('C', 1), 2U);
  EXPECT_EQ(services().next_with('h', 1), 1U);
  EXPECT_EQ(services().next_with('x', 0), std::nullopt);
  EXPECT_EQ(Checklist({}).next_with('x', 0), std::nullopt);
}

TEST(Checklist, OnlyBoxesThatDifferAreSwitched) {
  EXPECT_EQ(services().switched({true, false, true}), std::vector<Switched>{});
  EXPECT_EQ(services().switched({false, true, true}), (std::vector<Switched>{{0, false}, {1, true}}));
}

}  // namespace
}  // namespace rouse::screen
