#include "sysv/inventory.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

int fault_code(const Tree& tree, const std::string& name) {
  auto script = read_script(tree, name);
  return script ? 0 : std::get<Error>(script.error()).code;
}

TEST(Inventory, HasEveryScriptOnceSortedByBytes) {
  fakes::ScriptTree files;
  files.script("zeta", "# chkconfig: 35 20 80\n");
  files.script("Alpha", "# chkconfig: 35 20 80\n");
  files.script("alpha", "# chkconfig: 35 20 80\n");
  files.script("alpha~", "# chkconfig: 35 20 80\n");
  files.script("broken", "# chkconfig: 35\n");
  files.script("functions", "");
  std::filesystem::create_directory(files.root() + "/etc/init.d/folder");
  std::filesystem::create_symlink("alpha", files.root() + "/etc/init.d/beta");
  std::filesystem::create_symlink("nowhere", files.root() + "/etc/init.d/gone");
  files.link("S20alpha", "3");

  Inventory inventory = read_inventory(Tree(files.root())).value();
  std::string names;
  for (const Script& script : inventory.scripts) names += script.name + " ";
  EXPECT_EQ(names, "Alpha alpha beta zeta ");
  ASSERT_EQ(inventory.unmanaged.size(), 2U);
  EXPECT_EQ(inventory.unmanaged[0].name, "broken");
  EXPECT_EQ(inventory.unmanaged[0].problem, (HeaderProblem{HeaderFault::values_missing, 2}));
  EXPECT_EQ(text(inventory.links.on("alpha")), "3");
  EXPECT_EQ(inventory.find("beta")->header.start, 20);
  EXPECT_EQ(inventory.find("b"), nullptr);
  EXPECT_EQ(inventory.find("zz"), nullptr);
}

TEST(Inventory, NeedsTheScriptsFolder) { EXPECT_EQ(read_inventory(Tree("/nowhere")).error().code, ENOENT); }

TEST(Inventory, HasTheValuesOfOverrideFiles) {
  fakes::ScriptTree files;
  files.script("alpha", "# chkconfig: 35 20 80\n");
  files.script("beta", "# chkconfig: 35 20 80\n");
  files.write("/etc/chkconfig.d/alpha", "# chkconfig: 2 30 70\n");
  files.write("/etc/chkconfig.d/beta", "# chkconfig: 2\n");
  Tree tree(files.root());
  Inventory inventory = read_inventory(tree).value();
  for (const Script& alpha : {inventory.scripts[0], read_script(tree, "alpha").value()}) {
    EXPECT_EQ(alpha.header.start, 30);
    EXPECT_EQ(alpha.bare->start, 20);
  }
  for (const Script& beta : {inventory.scripts[1], read_script(tree, "beta").value()}) {
    EXPECT_EQ(beta.header.start, 20);
    EXPECT_FALSE(beta.bare);
    EXPECT_EQ(beta.override_problem, (HeaderProblem{HeaderFault::values_missing, 1}));
  }
}

TEST(Script, TellsWhyItCannotBeRead) {
  fakes::ScriptTree files;
  files.write("/etc/init.d/empty", "");
  files.script("plain", "");
  std::filesystem::create_directory(files.root() + "/etc/init.d/folder");
  Tree tree(files.root());
  EXPECT_EQ(fault_code(tree, "missing"), ENOENT);
  EXPECT_EQ(fault_code(tree, "empty"), EINVAL);
  EXPECT_EQ(fault_code(tree, "folder"), ENODEV);
  EXPECT_EQ(std::get<HeaderProblem>(read_script(tree, "plain").error()).fault, HeaderFault::nothing);
}

}  // namespace
}  // namespace rouse::sysv
