#include "sysv/xinetd_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

constexpr const char* telnet =
    "# default: on\n# description: The telnet server \\\n#\tserves telnet sessions.\nservice telnet\n{\n"
    "\tdisable = yes\n}\n";

TEST(XinetdFile, IsOnOrOff) {
  fakes::ScriptTree files;
  files.write("/etc/xinetd.d/telnet", telnet);
  files.write("/etc/xinetd.d/echo", "service echo\n{\n}\n");
  Tree tree(files.root());
  XinetdFile off = read_xinetd_file(tree, "telnet").value();
  EXPECT_FALSE(off.on);
  EXPECT_EQ(off.default_on, true);
  EXPECT_EQ(description(off.descriptions, "C"), "The telnet server serves telnet sessions.");
  EXPECT_EQ(off.text, telnet);
  XinetdFile on = read_xinetd_file(tree, "echo").value();
  EXPECT_TRUE(on.on);
  EXPECT_EQ(on.default_on, std::nullopt);
  EXPECT_EQ(read_xinetd_file(tree, "nothing").error().code, ENOENT);
}

TEST(XinetdFiles, AreListedButForThoseLeftBehind) {
  fakes::ScriptTree files;
  EXPECT_EQ(read_xinetd_files(Tree(files.root())).error().code, ENOENT);
  for (const char* name : {"b", "a.dot", "B", "a~", "a.rpmsave"})
    files.write(std::string("/etc/xinetd.d/") + name, telnet);
  std::filesystem::create_directory(files.root() + "/etc/xinetd.d/folder");
  std::filesystem::create_symlink("b", files.root() + "/etc/xinetd.d/link");
  Tree tree(files.root());
  std::vector<XinetdFile> all = read_xinetd_files(tree).value();
  std::string names;
  for (const XinetdFile& file : all) names += file.name + " ";
  EXPECT_EQ(names, "B a.dot b link ");
  EXPECT_EQ(read_xinetd_file(tree, "folder").error().code, ENODEV);
  ASSERT_EQ(::mkfifo((files.root() + "/etc/xinetd.d/pipe").c_str(), 0644), 0);
  EXPECT_EQ(read_xinetd_file(tree, "pipe").error().code, ENODEV);
}

}  // namespace
}  // namespace rouse::sysv
