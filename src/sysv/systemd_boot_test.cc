#include "sysv/systemd_boot.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

void link(const fakes::ScriptTree& files, const std::string& target, const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(files.root() + path).parent_path());
  std::filesystem::create_symlink(target, files.root() + path);
}

TEST(SystemdBoot, ItsGeneratorStartsInitScriptsUnlessItIsMasked) {
  fakes::ScriptTree files;
  Tree tree(files.root());
  EXPECT_FALSE(starts_init_scripts(tree));
  const std::string generator = "/usr/lib/systemd/system-generators/systemd-sysv-generator";
  files.write(generator, "#!/bin/sh\n");
  EXPECT_FALSE(starts_init_scripts(tree)) << "no program";
  ::chmod((files.root() + generator).c_str(), 0755);
  EXPECT_TRUE(starts_init_scripts(tree));
  link(files, "/dev/null", "/etc/systemd/system-generators/systemd-sysv-generator");
  EXPECT_FALSE(starts_init_scripts(tree));
}

TEST(SystemdBoot, ItsDefaultTargetTellsTheLevel) {
  fakes::ScriptTree files;
  Tree tree(files.root());
  EXPECT_FALSE(boots_graphical(tree));
  link(files, "graphical.target", "/usr/lib/systemd/system/default.target");
  EXPECT_TRUE(boots_graphical(tree));
  link(files, "/usr/lib/systemd/system/multi-user.target", "/etc/systemd/system/default.target");
  EXPECT_FALSE(boots_graphical(tree));
}

}  // namespace
}  // namespace rouse::sysv
