#include "sysv/perform.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

TEST(Perform, MakesAndRemovesLinks) {
  fakes::ScriptTree files;
  files.link("K15x", "3");
  Plan plan = {{3, Link{LinkKind::start, 5, "x"}, {{LinkKind::stop, 15, "x"}, {LinkKind::stop, 99, "gone"}}}};
  EXPECT_TRUE(perform(Tree(files.root()), plan).empty());
  EXPECT_EQ(files.links(), "3:S05x");
  EXPECT_EQ(std::filesystem::read_symlink(files.root() + "/etc/rc3.d/S05x"), "../init.d/x");
}

TEST(Perform, MakesTheFolderOfALevel) {
  fakes::ScriptTree files;
  std::filesystem::remove(files.root() + "/etc/rc4.d");
  EXPECT_TRUE(perform(Tree(files.root()), {{4, Link{LinkKind::start, 5, "x"}, {}}}).empty());
  EXPECT_EQ(files.links(), "4:S05x");
}

TEST(Perform, TellsWhatCouldNotBeDoneAndDoesTheRest) {
  fakes::ScriptTree files;
  std::filesystem::remove(files.root() + "/etc/rc4.d");
  files.write("/etc/rc4.d", "no folder");
  std::vector<Error> errors = perform(
      Tree(files.root()), {{4, Link{LinkKind::start, 5, "x"}, {}}, {5, Link{LinkKind::start, 5, "x"}, {}}});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].text(), "symlink " + files.root() + "/etc/rc4.d/S05x: Not a directory");
  EXPECT_TRUE(std::filesystem::is_symlink(files.root() + "/etc/rc5.d/S05x"));
}

TEST(Perform, HasOneWriter) {
  fakes::ScriptTree files;
  EXPECT_TRUE(lock_tree(Tree(files.root())));
  EXPECT_EQ(lock_tree(Tree("/nowhere")).error().code, ENOENT);
}

TEST(Permission, IsThatOfTheFolderOfLevel3) {
  fakes::ScriptTree files;
  EXPECT_TRUE(may_change(Tree(files.root())));
  std::filesystem::remove(files.root() + "/etc/rc3.d");
  EXPECT_TRUE(may_change(Tree(files.root())));
  EXPECT_EQ(may_change(Tree("/proc/self")).error().code, ENOENT);
}

}  // namespace
}  // namespace rouse::sysv
