#include "tools/setup_tools.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

using Tools = std::vector<SetupTool>;

TEST(SetupTools, ALineHasFourFields) {
  EXPECT_EQ(parse_setup_tools("/usr/sbin/ntsysv|System services|ntsysv|/usr/share/locale\n"),
            (Tools{{"/usr/sbin/ntsysv", "System services", "ntsysv", "/usr/share/locale"}}));
}

TEST(SetupTools, TheLastTwoMayBeMissing) {
  EXPECT_EQ(parse_setup_tools(" /bin/a -x | A \n/bin/b|B|b"),
            (Tools{{"/bin/a -x", "A", "", ""}, {"/bin/b", "B", "b", ""}}));
}

TEST(SetupTools, OtherLinesNameNone) {
  EXPECT_EQ(parse_setup_tools("# comment\n\n/bin/a\n|A\n/bin/b|B # |c|d\n|||\n"),
            (Tools{{"/bin/b", "B", "", ""}}));
}

class SetupFolders : public testing::Test {
 protected:
  SetupFolders() {
    for (const char* program : {"/etc/a", "/etc/b"}) {
      tree.write(program, "");
      ::chmod(path(program).c_str(), 0755);
    }
    tree.write("/etc/plain", "");
  }
  std::string path(const std::string& name) const { return tree.root() + name; }
  /// "COMMAND NAME, ...", the commands without the root.
  std::string read() const {
    std::string out;
    std::array folders = {path("/etc/setuptool.d"), path("/etc/more"), path("/etc/nowhere")};
    for (const SetupTool& tool : read_setup_tools(folders))
      out += (out.empty() ? "" : ", ") + tool.command.substr(tree.root().size()) + " " + tool.name;
    return out;
  }

  fakes::ScriptTree tree;
};

TEST_F(SetupFolders, ToolsOfAllFilesAreSortedByTheirNames) {
  tree.write("/etc/setuptool.d/one", path("/etc/a") + "|Network\n");
  tree.write("/etc/more/two", path("/etc/b") + " --back|Firewall\n");
  EXPECT_EQ(read(), "/etc/b --back Firewall, /etc/a Network");
}

TEST_F(SetupFolders, OneThatCannotBeRunIsNotShown) {
  tree.write("/etc/more/two", path("/etc/plain") + "|Plain\n" + path("/etc/missing") + "|Missing\n");
  EXPECT_EQ(read(), "");
}

TEST_F(SetupFolders, TheFirstOfAnyNameCounts) {
  tree.write("/etc/setuptool.d/one", path("/etc/a") + "|Network\n");
  tree.write("/etc/more/two", path("/etc/b") + "|Network\n");
  EXPECT_EQ(read(), "/etc/a Network");
}

TEST_F(SetupFolders, LeftOversAreNotRead) {
  for (const char* name : {".one", "one.rpmnew", "one~", "#one#", "one!"})
    tree.write(std::string("/etc/more/") + name, path("/etc/a") + "|" + name + "\n");
  EXPECT_EQ(read(), "");
}

}  // namespace
}  // namespace rouse::tools
