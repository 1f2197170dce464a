#include "daemon/dry_run.h"

#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

sysv::RcEntry entry(const std::string& file_name, const std::string& needs = {}) {
  auto header =
      sysv::parse_header("### BEGIN INIT INFO\n# Default-Start: 3\n# Required-Start: " + needs + "\n");
  return {.link = sysv::parse_link(file_name).value(),
          .path = {},
          .header = header.value(),
          .executable = true,
          .elsewhere = false};
}

class DryRun : public testing::Test {
 protected:
  std::vector<sysv::RcEntry> entries = {entry("K20old"), entry("K30gone"), entry("S10db", "web"),
                                        entry("S10web", "db cache"), entry("S20net")};
  sysv::RcMarks marks{.locks = {"old"}, .started = {}};
  sysv::RcPlan plan = sysv::rc_plan(entries, marks, sysv::Facilities::standard());
};

TEST_F(DryRun, ForPeople) {
  EXPECT_EQ(dry_run_text(3, entries, plan), R"(runlevel 3
stop:
  K20old
start:
  S10web
  S10db                after S10web
  S20net               after S10web, S10db
  each wants to wait for the next, all run: db -> web -> db
  web requires cache, which does not start in this runlevel
left out:
  K30gone              does not run
)");
}

TEST_F(DryRun, ForPrograms) {
  EXPECT_EQ(dry_run_json(3, entries, plan),
            R"({"runlevel":"3","stop":{"scripts":[{"link":"K20old","after":[]}],"circles":[],"missing":[]},)"
            R"("start":{"scripts":[{"link":"S10web","after":[]},{"link":"S10db","after":["S10web"]},)"
            R"({"link":"S20net","after":["S10web","S10db"]}],"circles":["db -> web -> db"],)"
            R"("missing":[{"script":"web","requires":"cache"}]},)"
            R"("left_out":[{"link":"K30gone","reason":"does not run"}]})"
            "\n");
}

TEST_F(DryRun, NothingIsToldAsNothing) {
  EXPECT_EQ(dry_run_text(5, {}, {}), "runlevel 5\nstop: nothing\nstart: nothing\nleft out: nothing\n");
}

}  // namespace
}  // namespace rouse::daemon
