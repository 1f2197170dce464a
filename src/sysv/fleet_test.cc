#include "sysv/fleet.h"

#include <gtest/gtest.h>

#include "fakes/script_tree.h"
#include "sysv/perform.h"

namespace rouse::sysv {
namespace {

constexpr const char* lsb = "### BEGIN INIT INFO\n# Default-Start: 3 5\n";

std::string requires_lines(const std::string& names) {
  return "# Required-Start: " + names + "\n# Required-Stop: " + names + "\n";
}

/// A tree on which changes are planned and performed, each with what it reads anew.
class FleetTest : public ::testing::Test {
 protected:
  template <class Change>
  std::string change(const std::string& name, Change change) {
    Tree tree(files_.root());
    Script script = read_script(tree, name).value();
    Inventory inventory = read_inventory(tree, script).value();
    Facilities facilities = read_facilities(tree);
    EXPECT_TRUE(perform(tree, change(Fleet(inventory, facilities), script)).empty());
    return links_of(name);
  }
  std::string add(const std::string& name) {
    return change(name, [](const Fleet& fleet, const Script& script) { return fleet.added(script).links; });
  }
  std::string switched(const std::string& name, Switch to, Levels levels = Levels::usual()) {
    return change(name, [&](const Fleet& fleet, const Script& script) {
      return fleet.switched(script, to, levels).links;
    });
  }
  std::string overridden(const std::string& name) {
    return change(name, [](const Fleet& fleet, const Script& script) { return fleet.overridden(script); });
  }
  /// "K15 K15 S85 ...", or '-' for a level without one.
  std::string links_of(const std::string& name) const {
    LinkTable links = read_links(Tree(files_.root())).value();
    std::string out;
    for (int level : every_level) {
      out += level > 0 ? " " : "";
      std::string here;
      for (const PlacedLink& link : links.of(name))
        if (link.level == level) here += file_name(link).substr(0, 3);
      out += here.empty() ? "-" : here;
    }
    return out;
  }

  fakes::ScriptTree files_;
};

TEST_F(FleetTest, AddsAPlainScriptWhereItHasNoLink) {
  files_.script("httpd", "# chkconfig: 35 85 15\n");
  files_.link("S01httpd", "2");
  EXPECT_EQ(add("httpd"), "K15 K15 S01 S85 K15 S85 K15");
  files_.script("none", "# chkconfig: - 85 15\n");
  EXPECT_EQ(add("none"), "K15 K15 K15 K15 K15 K15 K15");
}

TEST_F(FleetTest, SwitchesAPlainScriptInTheLevelsThatAreNamed) {
  files_.script("httpd", "# chkconfig: 35 85 15\n");
  EXPECT_EQ(switched("httpd", Switch::on), "- - S85 S85 S85 S85 -");
  EXPECT_EQ(switched("httpd", Switch::off, Levels::only(3)), "- - S85 K15 S85 S85 -");
  files_.script("httpd", "# chkconfig: 35 80 20\n");
  EXPECT_EQ(switched("httpd", Switch::reset_priorities, Levels::only(2) | Levels::only(3)),
            "- - S80 K20 S85 S85 -");
  EXPECT_EQ(switched("httpd", Switch::reset, Levels::all()), "K20 K20 K20 S80 K20 S80 K20");
}

TEST_F(FleetTest, NumbersScriptsWithoutPrioritiesFromTheMiddle) {
  files_.script("a", lsb);
  EXPECT_EQ(add("a"), "K50 K50 K50 S50 K50 S50 K50");
  files_.script("self", lsb + requires_lines("self"));
  EXPECT_EQ(add("self"), "K00 K00 K00 S99 K00 S99 K00");
}

/// The example of reference/sysv.md 4.7: "adding C after A after B moved A 50 -> 61, C 30 -> 62".
TEST_F(FleetTest, MovesOthersWithTheDependencies) {
  files_.script("a", lsb + requires_lines("b"));
  EXPECT_EQ(add("a"), "K50 K50 K50 S50 K50 S50 K50");
  files_.script("b", "# chkconfig: 35 60 40\n");
  EXPECT_EQ(add("b"), "K40 K40 K40 S60 K40 S60 K40");
  EXPECT_EQ(links_of("a"), "K50 K50 K50 S50 K50 S50 K50");  // a plain script moves nobody
  files_.script("c", "# chkconfig: 35 30 70\n" + std::string(lsb) + requires_lines("a"));
  EXPECT_EQ(add("c"), "K38 K38 K38 S62 K38 S62 K38");
  EXPECT_EQ(links_of("a"), "K39 K39 K39 S61 K39 S61 K39");
}

TEST_F(FleetTest, LeavesOthersAloneWhoseNumbersAreTheirHeaders) {
  files_.script("custom", "# chkconfig: 35 30 70\n" + std::string(lsb));
  files_.link("S77custom", "35");
  files_.script("a", lsb);
  add("a");
  EXPECT_EQ(links_of("custom"), "- - - S77 - S77 -");
}

TEST_F(FleetTest, GivesAnLsbScriptLinksInAllLevelsAndRenumbersIt) {
  files_.script("a", lsb);
  files_.link("S10a", "2");
  files_.link("K90a", "5");
  EXPECT_EQ(add("a"), "K50 K50 S50 S50 K50 K50 K50");
  EXPECT_EQ(switched("a", Switch::on, Levels::only(0)), "S50 K50 S50 S50 K50 K50 K50");
  EXPECT_EQ(switched("a", Switch::reset, Levels::all()), "K50 K50 K50 S50 K50 S50 K50");
}

TEST_F(FleetTest, AddsAnLsbScriptThatIsSwitched) {
  files_.script("a", lsb);
  EXPECT_EQ(switched("a", Switch::on, Levels::only(2)), "K50 K50 S50 S50 K50 S50 K50");
  files_.script("b", lsb);
  EXPECT_EQ(switched("b", Switch::off, Levels::only(3)), "K50 K50 K50 K50 K50 S50 K50");
}

/// The original's pass saw inverted levels: `off` lost the dependencies and went from K39 to K50.
TEST_F(FleetTest, KeepsTheNumbersOfWhatIsSwitchedOff) {
  files_.script("b", "# chkconfig: 35 60 40\n");
  add("b");
  files_.script("a", lsb + requires_lines("b"));
  files_.script("z", lsb + requires_lines("a"));
  add("a");
  EXPECT_EQ(add("z"), "K38 K38 K38 S62 K38 S62 K38");
  EXPECT_EQ(switched("a", Switch::off), "K39 K39 K39 K39 K39 K39 K39");
  EXPECT_EQ(links_of("z"), "K38 K38 K38 S62 K38 S62 K38");
  EXPECT_EQ(switched("a", Switch::on, Levels::only(3) | Levels::only(5)), "K39 K39 K39 S61 K39 S61 K39");
}

TEST_F(FleetTest, PlansNothingWhereNothingChanges) {
  files_.script("b", "# chkconfig: 35 60 40\n");
  files_.script("a", lsb + requires_lines("b"));
  add("b");
  add("a");
  Tree tree(files_.root());
  Inventory inventory = read_inventory(tree).value();
  Facilities none;
  Fleet fleet(inventory, none);
  for (const Script& script : inventory.scripts) {
    EXPECT_TRUE(fleet.added(script).links.empty());
    EXPECT_TRUE(fleet.switched(script, Switch::reset, Levels::all()).links.empty());
    EXPECT_TRUE(fleet.switched(script, Switch::reset_priorities, Levels::all()).links.empty());
    EXPECT_TRUE(fleet.switched(script, Switch::on, Levels::only(3)).links.empty());
    EXPECT_TRUE(fleet.switched(script, Switch::off, Levels::only(0)).links.empty());
  }
}

TEST_F(FleetTest, NamesCirclesAndWhatIsMissing) {
  files_.script("a", lsb + requires_lines("b"));
  files_.script("b", lsb + requires_lines("a $network"));
  add("a");
  Tree tree(files_.root());
  Inventory inventory = read_inventory(tree).value();
  Facilities none;
  FleetPlan plan = Fleet(inventory, none).added(*inventory.find("b"));
  EXPECT_EQ(plan.circles, std::vector<std::string>{"a -> b -> a"});
  EXPECT_EQ(plan.unmet, (std::vector<std::string>{"$network", "$network"}));
}

/// There the numbers are insserv's: those that stand right are left where they are.
TEST_F(FleetTest, MovesNoMoreThanItMustOnDebian) {
  files_.write("/etc/insserv.conf", "$network +networking\n");
  for (const char* name : {"networking", "bystander"}) files_.script(name, lsb);
  files_.link("S03networking", "35");
  files_.link("K07networking", "01246");
  files_.link("S02bystander", "35");
  files_.script("a", lsb + requires_lines("$network"));
  EXPECT_EQ(add("a"), "K01 K01 K01 S04 K01 S04 K01");
  files_.script("first", std::string(lsb) + "# X-Start-Before: networking\n# X-Stop-After: networking\n");
  EXPECT_EQ(add("first"), "K08 K08 K08 S01 K08 S01 K08");
  EXPECT_EQ(links_of("networking"), "K07 K07 K07 S03 K07 S03 K07");
  EXPECT_EQ(links_of("bystander"), "- - - S02 - S02 -");
  EXPECT_EQ(switched("networking", Switch::off), "K07 K07 K07 K07 K07 K07 K07");
  EXPECT_EQ(links_of("a"), "K01 K01 K01 S04 K01 S04 K01");
  EXPECT_EQ(switched("bystander", Switch::reset_priorities, Levels::all()), "K01 K01 K01 S01 K01 S01 K01");
}

TEST_F(FleetTest, OverridesLinksThatNobodyChanged) {
  files_.script("alpha", "# chkconfig: 35 85 15\n");
  add("alpha");
  EXPECT_EQ(overridden("alpha"), "K15 K15 K15 S85 K15 S85 K15");  // there is no file
  files_.write("/etc/chkconfig.d/alpha", "# chkconfig: 2 30 70\n");
  EXPECT_EQ(overridden("alpha"), "K70 K70 S30 K70 K70 K70 K70");

  files_.script("changed", "# chkconfig: 35 85 15\n");
  files_.write("/etc/chkconfig.d/changed", "# chkconfig: 2 30 70\n");
  EXPECT_EQ(overridden("changed"), "- - - - - - -");  // never added
  files_.link("S86changed", "3");
  EXPECT_EQ(overridden("changed"), "- - - S86 - - -");
}

/// The original made S-1alpha and K100alpha of an override without priorities.
TEST_F(FleetTest, OverridesWithTheScriptsPrioritiesWhereTheFileHasNone) {
  files_.script("alpha", "# chkconfig: 35 85 15\n");
  add("alpha");
  files_.write("/etc/chkconfig.d/alpha", "# Default-Start: 2\n");
  EXPECT_EQ(overridden("alpha"), "K15 K15 S85 K15 K15 K15 K15");
}

TEST_F(FleetTest, KnowsWhoNeedsAScript) {
  files_.script("base", lsb);
  files_.script("on", std::string(lsb) + "# Required-Start: base\n");
  files_.script("off", std::string(lsb) + "# Required-Start: base\n");
  files_.script("stops", std::string(lsb) + "# Required-Stop: base\n");
  files_.link("S50on", "3");
  files_.link("K50off", "3");
  files_.link("K50stops", "0");
  Inventory inventory = read_inventory(Tree(files_.root())).value();
  Facilities none;
  EXPECT_EQ(Fleet(inventory, none).dependents("base"), (std::vector<std::string>{"on", "stops"}));
}

/// A name that is passed over when all scripts are read is managed all the same when it is named.
TEST_F(FleetTest, ManagesAScriptThatTheInventoryPassesOver) {
  files_.script("x.rpmnew", lsb);
  EXPECT_EQ(add("x.rpmnew"), "K50 K50 K50 S50 K50 S50 K50");
}

}  // namespace
}  // namespace rouse::sysv
