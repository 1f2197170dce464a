#include "warm/suitability.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "fakes/elf_file.h"
#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::warm {
namespace {

using fakes::ElfFile;
using fakes::with_zero;

class Suitable : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content, mode_t mode = 0755) {
    std::string path = folder_.path(name);
    EXPECT_TRUE(sys::exclusive_create(path, content));
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  std::string program(const std::string& name, mode_t mode = 0755) {
    return file(name, ElfFile(own_program().machine, with_zero(own_program().loader)).bytes(), mode);
  }
  std::string script(const std::string& name, const std::string& interpreter) {
    return file(name, "#!" + interpreter + " -x\n");
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(Suitable, IsAProgramWithTheLoaderOfOurOwn) {
  ASSERT_TRUE(own_program().loader.starts_with('/'));
  std::string path = program("server");
  Suitability found = look_at_server(path);
  EXPECT_EQ(found.obstacle, "");
  EXPECT_EQ(found.caveat, "");
  EXPECT_EQ(found.files, process::Strings{path});
  EXPECT_EQ(look_at_server("/proc/self/exe").obstacle, "");
}

TEST_F(Suitable, NoProgramOfOtherLoadersAndMachines) {
  const Elf& own = own_program();
  std::string musl = file("musl", ElfFile(own.machine, with_zero("/lib/ld-musl.so.1")).bytes());
  EXPECT_EQ(look_at_server(musl).obstacle,
            musl + " is started by /lib/ld-musl.so.1, not by " + own.loader + " as roused is");
  std::string lone = file("static", ElfFile(own.machine).bytes());
  EXPECT_EQ(look_at_server(lone).obstacle, lone + " is a static program");
  std::string other = file("other", ElfFile(own.machine ^ 1, with_zero(own.loader)).bytes());
  EXPECT_EQ(look_at_server(other).obstacle, other + " is a program of another machine");
  std::string text = file("text", "echo\n");
  EXPECT_EQ(look_at_server(text).obstacle, text + " is neither an ELF file nor a script");
}

TEST_F(Suitable, TheLoaderMayHaveTwoPaths) {
  std::string path = folder_.path("loader");
  ASSERT_EQ(::symlink(own_program().loader.c_str(), path.c_str()), 0);
  EXPECT_EQ(look_at_server(file("server", ElfFile(own_program().machine, with_zero(path)).bytes())).obstacle,
            "");
}

/// Static, it cannot say which loader the library is for.
TEST_F(Suitable, NothingIsForARousedWithoutALoader) {
  std::string path = program("server");
  EXPECT_EQ(look_at_server(path, Elf{own_program().machine, {}}).obstacle,
            path + " cannot be compared with roused, which has no dynamic loader");
}

TEST_F(Suitable, NothingThatHasMoreRightsThanItsUser) {
  std::string setuid = program("setuid", 04755), setgid = program("setgid", 02755);
  EXPECT_EQ(look_at_server(setuid).obstacle, setuid + " is setuid");
  EXPECT_EQ(look_at_server(setgid).obstacle, setgid + " is setgid");
}

TEST_F(Suitable, NothingWithFileCapabilities) {
  const std::array<unsigned char, 20> capability{1, 0, 0, 2, 0, 4};
  std::string path = program("server");
  if (::setxattr(path.c_str(), "security.capability", capability.data(), capability.size(), 0) != 0)
    GTEST_SKIP() << "setxattr: " << std::strerror(errno);
  EXPECT_EQ(look_at_server(path).obstacle, path + " has file capabilities");
}

TEST_F(Suitable, NothingThatCannotBeExecuted) {
  std::string plain = program("plain", 0644), none = folder_.path("none");
  EXPECT_EQ(look_at_server(plain).obstacle, plain + " is no executable file");
  EXPECT_EQ(look_at_server("/").obstacle, "/ is no executable file");
  EXPECT_EQ(look_at_server(none).obstacle, none + " cannot be read: No such file or directory");
}

TEST_F(Suitable, OfAScriptTheInterpreterCounts) {
  std::string perl = program("perl");
  std::string path = script("server", perl);
  Suitability found = look_at_server(path);
  EXPECT_EQ(found.obstacle, "");
  EXPECT_EQ(found.files, (process::Strings{path, perl}));
  std::string suid = program("suidperl", 04755);
  EXPECT_EQ(look_at_server(script("suid", suid)).obstacle, suid + " is setuid");
}

/// The kernel takes no rights from a script.
TEST_F(Suitable, RightsOfTheScriptItselfDoNotCount) {
  std::string path = script("server", program("perl"));
  ASSERT_EQ(::chmod(path.c_str(), 06755), 0);
  EXPECT_EQ(look_at_server(path).obstacle, "");
}

TEST_F(Suitable, ScriptsOfScriptsAsManyAsTheKernelFollows) {
  std::string path = program("perl");
  for (const char* name : {"1", "2", "3", "4", "5"}) path = script(name, path);
  Suitability found = look_at_server(path);
  EXPECT_EQ(found.obstacle, "");
  EXPECT_EQ(found.files.size(), 6U);
  path = script("6", path);
  EXPECT_EQ(look_at_server(path).obstacle, path + " is a script of a script, and so on, more than 5 deep");
}

TEST_F(Suitable, ScriptsNeedAPath) {
  std::string none = script("none", ""), relative = script("relative", "sh");
  std::string why = " has no absolute path of an interpreter behind #!";
  EXPECT_EQ(look_at_server(relative).obstacle, relative + why);
  EXPECT_EQ(look_at_server(file("blank", "#!\n")).obstacle, folder_.path("blank") + why);
  EXPECT_EQ(look_at_server(none).obstacle, none + why);  // its interpreter would be -x
}

TEST_F(Suitable, WhatEnvStartsIsStartedAnew) {
  std::string env = program("env");
  Suitability found = look_at_server(script("server", env));
  EXPECT_EQ(found.obstacle, "");
  EXPECT_EQ(
      found.caveat,
      env +
          " is what would park, and would start its program anew for each caller: name that program by its "
          "own path");
}

TEST_F(Suitable, NamesFromFilesAreMadeHarmless) {
  std::string path = script("server", "/\x1b[2J");
  EXPECT_EQ(look_at_server(path).obstacle, "/\\x1b[2J cannot be read: No such file or directory");
}

}  // namespace
}  // namespace rouse::warm
