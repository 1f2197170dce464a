#include "tools/status_all.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

namespace fs = std::filesystem;

TEST(StatusAll, ScriptsAreAskedAndWhatLiesBetweenThemIsNot) {
  fakes::ScriptTree files;
  for (const char* name :
       {"sshd",   "crond",    "functions", "halt",      "killall",    "single",      "linuxconf",
        "kudzu",  "rc",       "rcS",       "README",    "skeleton",   "a~",          "a.bak",
        "a.orig", "a.rpmnew", "a.rpmorig", "a.rpmsave", "a.dpkg-old", ".depend.boot"}) {
    files.script(name, "");
    fs::permissions(files.root() + "/etc/init.d/" + name, fs::perms::owner_all);
  }
  files.script("not-executable", "");
  fs::create_directory(files.root() + "/etc/init.d/folder");
  fs::create_symlink("sshd", files.root() + "/etc/init.d/linked");
  fs::create_symlink("nowhere", files.root() + "/etc/init.d/dangling");
  EXPECT_EQ(scripts_with_status(sysv::Tree(files.root())),
            (std::vector<std::string>{"crond", "linked", "sshd"}));
}

TEST(StatusAll, WithoutAFolderThereIsNobodyToAsk) {
  EXPECT_TRUE(scripts_with_status(sysv::Tree("/nowhere")).empty());
}

}  // namespace
}  // namespace rouse::tools
