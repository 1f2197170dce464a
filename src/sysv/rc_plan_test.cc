#include "sysv/rc_plan.h"

#include <gtest/gtest.h>

namespace rouse::sysv {
namespace {

using Names = std::vector<std::string>;

RcEntry entry(const std::string& file_name, const std::string& comments = {}) {
  auto header = parse_header("### BEGIN INIT INFO\n# Default-Start: 3\n" + comments);
  return {.link = parse_link(file_name).value(),
          .path = "/etc/rc3.d/" + file_name,
          .header = header.value(),
          .executable = true,
          .elsewhere = false};
}

Names names(const RcOrder& order, const std::vector<RcEntry>& entries) {
  Names out;
  for (const RcJob& job : order.jobs) out.push_back(file_name(entries[job.script].link));
  return out;
}

/// "S10x runs already"
Names left_out(const RcPlan& plan, const std::vector<RcEntry>& entries) {
  Names out;
  for (const LeftOutEntry& left : plan.left_out)
    out.push_back(file_name(entries[left.entry].link) + " " + std::string(text(left.reason)));
  return out;
}

TEST(RcPlan, LocksTellWhoIsUp) {
  std::vector<RcEntry> entries = {entry("K10up"), entry("K20down"), entry("S30up2"), entry("S40down2"),
                                  entry("S50init")};
  RcMarks marks{.locks = {"up", "up2", "init.init"}, .started = {}};
  RcPlan plan = rc_plan(entries, marks, {});
  EXPECT_EQ(names(plan.stops, entries), Names{"K10up"});
  EXPECT_EQ(names(plan.starts, entries), Names{"S40down2"});
  EXPECT_EQ(left_out(plan, entries),
            (Names{"K20down does not run", "S30up2 runs already", "S50init runs already"}));
}

TEST(RcPlan, WithoutALockCountsWhatWasStartedFromHere) {
  std::vector<RcEntry> entries = {entry("K10debian"), entry("S20debian2"), entry("S30redhat")};
  RcMarks marks{.locks = {}, .started = {{"debian", false}, {"debian2", false}, {"redhat", true}}};
  RcPlan plan = rc_plan(entries, marks, {});
  EXPECT_EQ(names(plan.stops, entries), Names{"K10debian"});
  EXPECT_EQ(names(plan.starts, entries), Names{"S30redhat"}) << "whose lock somebody has taken away since";
}

TEST(RcPlan, WhatCannotRunIsLeftOut) {
  std::vector<RcEntry> entries = {entry("S10a.rpmsave"), entry("S20dangling"), entry("S30a.orig"),
                                  entry("S40twice"), entry("S50twice")};
  entries[1].executable = false;
  RcPlan plan = rc_plan(entries, {}, {});
  EXPECT_EQ(names(plan.starts, entries), Names{"S40twice"});
  EXPECT_EQ(left_out(plan, entries),
            (Names{"S10a.rpmsave is a file that an editor or a package manager left behind",
                   "S20dangling is no program that can be run",
                   "S30a.orig is a file that an editor or a package manager left behind",
                   "S50twice has another link before this one"}));
}

TEST(RcPlan, WhatSystemdHasAUnitForIsLeftToIt) {
  std::vector<RcEntry> entries = {entry("S10ours"), entry("S20native"), entry("S40alias"), entry("S99local"),
                                  entry("K50native2")};
  std::set<std::string, std::less<>> units = {"native", "native2", "alias", "rc-local", "our"};
  leave_to_systemd(entries, [&](std::string_view name) { return units.contains(name); });
  RcPlan plan = rc_plan(entries, {}, {});
  EXPECT_EQ(names(plan.starts, entries), Names{"S10ours"});
  EXPECT_EQ(left_out(plan, entries),
            (Names{"S20native has a unit of systemd's", "S40alias has a unit of systemd's",
                   "S99local has a unit of systemd's", "K50native2 has a unit of systemd's"}));
}

TEST(RcPlan, WhatSystemdStartsIsNotMissed) {
  std::vector<RcEntry> entries = {entry("S10native"), entry("S20web", "# Required-Start: native\n")};
  leave_to_systemd(entries, [](std::string_view name) { return name == "native"; });
  RcPlan plan = rc_plan(entries, {}, {});
  EXPECT_EQ(names(plan.starts, entries), Names{"S20web"});
  EXPECT_TRUE(plan.starts.missing.empty());
}

TEST(RcPlan, WhoRunsAlreadyIsNotMissed) {
  std::vector<RcEntry> entries = {entry("S10db"), entry("S20web", "# Required-Start: db gone\n"),
                                  entry("S30gone")};
  entries[2].executable = false;
  RcPlan plan = rc_plan(entries, {.locks = {"db"}, .started = {}}, {});
  EXPECT_EQ(names(plan.starts, entries), Names{"S20web"});
  ASSERT_EQ(plan.starts.missing.size(), 1U);
  EXPECT_EQ(plan.starts.missing[0].needs, "gone");
}

}  // namespace
}  // namespace rouse::sysv
