// The worlds of the daemon and of --check, against this machine.
#include "config/system_world.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/check.h"

namespace rouse::config {
namespace {

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("config_test." + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Checked {
  int status;
  std::string text;
};

Checked check(CheckOptions options) {
  std::FILE* output = std::tmpfile();
  Checked out{run_check(options, output), ""};
  std::rewind(output);
  for (int c; (c = std::fgetc(output)) != EOF;) out.text += static_cast<char>(c);
  std::fclose(output);
  return out;
}

TEST(SystemWorld, KnowsAccountsServersAndTheEnvironment) {
  SystemWorld world;
  EXPECT_FALSE(world.language_only());
  ASSERT_TRUE(world.user("root"));
  EXPECT_EQ(world.user("root")->uid, 0U);
  EXPECT_EQ(world.group("root"), 0U);
  EXPECT_FALSE(world.user("no such user"));
  EXPECT_FALSE(world.group("no such group"));
  EXPECT_TRUE(world.executable("/bin/sh"));
  EXPECT_FALSE(world.executable("/bin"));
  ::setenv("ROUSE_CONFIG_TEST", "1", 1);
  EXPECT_TRUE(world.has_environment("ROUSE_CONFIG_TEST"));
  EXPECT_FALSE(world.has_environment("ROUSE_CONFIG_TEST_NOT"));
}

TEST(SystemWorld, AsksForEachHostOnce) {
  int asked = 0;
  SystemWorld world([&asked](const std::string&) {
    ++asked;
    return std::vector<net::Address>{net::Address::v4(1)};
  });
  EXPECT_EQ(world.resolve("host").size(), 1U);
  EXPECT_EQ(world.resolve("host").size(), 1U);
  EXPECT_EQ(asked, 1);
}

TEST(SystemWorld, ReadsFilesAndFolders) {
  Folder folder;
  std::string file = folder.write("a", "text");
  SystemWorld world;
  EXPECT_EQ(world.read_file(file).value_or(""), "text");
  EXPECT_FALSE(world.read_file(folder.path() + "/nosuch"));
  Result<std::vector<DirectoryEntry>> entries = world.read_directory(folder.path());
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_TRUE(entries->front().regular);
  EXPECT_EQ(world.protocol_number("tcp"), 6);
}

TEST(RunCheck, JudgesAFileOfThisMachineAndAsksForNoAccount) {
  Folder folder;
  std::string file =
      folder.write("x.conf",
                   "service demo\n{\n type = UNLISTED\n port = 7\n socket_type = stream\n wait = no\n"
                   " user = no-such-user\n server = /no/such/server\n v6only = no\n}\n");
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  Checked plain = check({.path = file});
  EXPECT_EQ(plain.status, 0);
  EXPECT_TRUE(plain.text.ends_with(
      "1 service, 0 switched off, 0 dropped; 0 errors, 0 warnings, 1 difference from xinetd\n"))
      << plain.text;
  EXPECT_EQ(check({.path = file, .strict = true}).status, 1);
  Checked json = check({.path = file, .json = true});
  EXPECT_EQ(json.status, 0);
  EXPECT_TRUE(json.text.starts_with(R"({"fatal":false,"services":[{"id":"demo")")) << json.text;
}

TEST(RunCheck, AMissingFileIsFatal) {
  Checked missing = check({.path = "/no/such/file"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_EQ(missing.text,
            "/no/such/file: fatal: open /no/such/file: No such file or directory\n"
            "0 services, 0 switched off, 0 dropped; 1 error, 0 warnings, 0 differences from xinetd\n"
            "nothing of this can be put into service\n");
}

}  // namespace
}  // namespace rouse::config
