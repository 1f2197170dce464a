#include "tools/chkconfig_commands.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

class ChkconfigCommands : public testing::Test {
 protected:
  Outcome run(std::string_view line, bool explains = false, std::string_view program = "chkconfig") {
    std::expected<ChkconfigOptions, ChkconfigAnswer> options = read_chkconfig_options(program, words(line));
    EXPECT_TRUE(options) << line;
    options->root = tree.root();
    return run_chkconfig(*options, explains);
  }
  std::string errors(std::string_view line, bool explains = false, std::string_view program = "chkconfig") {
    return run(line, explains, program).errors;
  }

  fakes::ScriptTree tree;
};

TEST_F(ChkconfigCommands, APersonIsToldTheLineThatIsWrong) {
  tree.script("wrong", "# A service.\n# chkconfig: 35 100 10\n");
  tree.script("plain", "");
  std::string place = tree.root() + "/etc/init.d/";
  EXPECT_EQ(errors("--add wrong"), "service wrong does not support chkconfig\n");
  EXPECT_EQ(errors("--add wrong", true),
            "service wrong does not support chkconfig\n" + place +
                "wrong:3: the start and stop priorities are numbers from 0 to 99\n");
  EXPECT_EQ(errors("--list plain", true),
            "service plain does not support chkconfig\n" + place +
                "plain: there is neither a `# chkconfig: LEVELS START STOP` line nor an LSB header\n");
}

TEST_F(ChkconfigCommands, APersonIsToldOfACircle) {
  tree.script("hen", "### BEGIN INIT INFO\n# Provides: hen\n# Required-Start: egg\n# Default-Start: 3\n");
  tree.script("egg", "### BEGIN INIT INFO\n# Provides: egg\n# Required-Start: hen\n# Default-Start: 3\n");
  EXPECT_EQ(errors("--add hen", true), "");
  EXPECT_EQ(errors("--add egg", true).find("scripts that require each other in a circle: "), 0U);
  Outcome again = run("egg on");
  EXPECT_EQ(again.errors, "");
  EXPECT_EQ(again.status, 0);
}

TEST_F(ChkconfigCommands, APersonIsToldWhyAStrictCommandRefuses) {
  tree.script("top",
              "### BEGIN INIT INFO\n# Provides: top\n# Required-Start: $local_fs base\n# Default-Start: 3\n");
  tree.script("base", "### BEGIN INIT INFO\n# Provides: base\n# Default-Start: 3\n");
  EXPECT_EQ(errors("top", false, "install_initd"), "");
  EXPECT_EQ(run("top", false, "install_initd").status, 1);
  EXPECT_EQ(errors("top", true, "install_initd"),
            "top requires base, which nobody provides in its runlevels\n");
  EXPECT_EQ(tree.links(), "");
  EXPECT_EQ(run("base", true, "install_initd").status, 0);
  EXPECT_EQ(run("top", true, "install_initd").status, 0);
  EXPECT_EQ(errors("base", true, "remove_initd"), "top requires base\n");
  EXPECT_EQ(run("--del base").status, 0) << "chkconfig itself does not mind";
}

TEST_F(ChkconfigCommands, APersonIsToldThatThereIsNothingToSwitch) {
  tree.write("/etc/xinetd.d/line", "service line { disable = yes }\n");
  EXPECT_EQ(run("line on").errors, "");
  EXPECT_EQ(errors("line on", true),
            tree.root() + "/etc/xinetd.d/line has no service that could be switched\n");
}

TEST_F(ChkconfigCommands, JsonTellsEverythingThatIsThere) {
  tree.script("a", "# chkconfig: 35 20 80\n");
  tree.script("b", "# chkconfig:\n");
  tree.write("/etc/xinetd.d/c", "service c\n{\n}\n");
  tree.link("S20a", "3");
  EXPECT_EQ(run("--json").output,
            R"([{"name":"a","kind":"sysv","on":"3","off":"","start":20,"stop":80},)"
            "\n"
            R"( {"name":"b","kind":"sysv","problem":"`chkconfig:` takes three values: runlevels, start )"
            R"(priority, stop priority","file":")" +
                tree.root() + R"(/etc/init.d/b","line":2},)" + "\n" +
                R"( {"name":"c","kind":"xinetd","state":"on"}])" + "\n");
  EXPECT_EQ(run("--json --list --type xinetd").output, R"([{"name":"c","kind":"xinetd","state":"on"}])"
                                                       "\n");
  Outcome one = run("--json --list b");
  EXPECT_EQ(one.output.find(R"([{"name":"b",)"), 0U);
  EXPECT_EQ(one.errors, "service b does not support chkconfig\n");
  EXPECT_EQ(one.status, 1);
}

TEST_F(ChkconfigCommands, JsonTellsWhatAChangeChanged) {
  tree.script("a", "# chkconfig: 35 20 80\n");
  tree.link("S10a", "3");
  EXPECT_EQ(run("--json --level 3 a on").output, R"([{"level":"3","made":"S20a","removed":"S10a"}])"
                                                 "\n");
  EXPECT_EQ(run("--json --level 3 a on").output, "[]\n");
  tree.write("/etc/xinetd.d/c", "service c\n{\n}\n");
  EXPECT_EQ(run("--json c off").output,
            R"([{"file":")" + tree.root() + R"(/etc/xinetd.d/c","state":"off"}])" + "\n");
  EXPECT_EQ(run("--json c reset").output, "[]\n") << "the file names no default";
}

TEST_F(ChkconfigCommands, ANameIsNoPath) {
  tree.script("a", "# chkconfig: 35 20 80\n");
  tree.write("/etc/other", "# chkconfig: 35 20 80\n");
  EXPECT_EQ(errors("../other on"),
            "error reading information on service ../other: No such file or directory\n");
}

// A link of an image is followed as it would be here: to this machine's files.
TEST_F(ChkconfigCommands, NothingOfATreeLeadsOutOfIt) {
  fakes::ScriptTree machine;
  machine.write("/etc/xinetd.d/telnet", "service telnet\n{\n}\n");
  tree.write("/etc/xinetd.d/real", "service real\n{\n}\n");
  std::filesystem::create_symlink("real", tree.root() + "/etc/xinetd.d/link");
  EXPECT_EQ(run("link off").status, 0);
  std::string path = tree.root() + "/etc/xinetd.d/telnet";
  std::filesystem::create_symlink(machine.root() + "/etc/xinetd.d/telnet", path);
  EXPECT_EQ(errors("telnet off"), path + " leads out of " + tree.root() + "\n");
  std::string level = tree.root() + "/etc/rc3.d";
  std::filesystem::remove(level);
  std::filesystem::create_symlink(machine.root() + "/etc/rc3.d", level);
  tree.script("a", "# chkconfig: 3 20 80\n");
  EXPECT_EQ(errors("--add a"), level + " leads out of " + tree.root() + "\n");
  EXPECT_EQ(run("--add a").status, 1);
}

TEST_F(ChkconfigCommands, AScriptThatIsNotListedCanBeNamed) {
  tree.script("a~", "# chkconfig: 3 20 80\n");
  EXPECT_EQ(run("--level 3 a~ on").status, 0);
  EXPECT_EQ(tree.links(), "3:S20a~");
  EXPECT_EQ(run("--list").output, "");
}

}  // namespace
}  // namespace rouse::tools
