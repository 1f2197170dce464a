#include "warm/watched.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::warm {
namespace {

class WatchedFiles : public testing::Test {
 protected:
  std::string file(const std::string& name) {
    std::string path = folder_.path(name);
    EXPECT_TRUE(sys::exclusive_create(path, "old"));
    return path;
  }
  static void add_to(const std::string& path) {
    Result<Fd> file = sys::open_append(path);
    ASSERT_TRUE(file && sys::write_all(file->raw(), "more"));
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(WatchedFiles, TellWhichOneHasChanged) {
  std::string one = file("one"), two = file("two");
  Watched watched({one, two});
  EXPECT_EQ(watched.changed(), std::nullopt);
  add_to(two);
  EXPECT_EQ(watched.changed(), two);
  add_to(one);
  EXPECT_EQ(watched.changed(), one);
  EXPECT_EQ(Watched({one, two}).changed(), std::nullopt);
}

/// How editors and packages write.
TEST_F(WatchedFiles, NoticeAnotherFileOfTheSameName) {
  std::string path = file("server");
  Watched watched({path});
  std::filesystem::rename(file("new"), path);
  EXPECT_EQ(watched.changed(), path);
}

TEST_F(WatchedFiles, NoticeThatOneGoesOrComes) {
  std::string gone = file("gone"), coming = folder_.path("coming");
  Watched watched({gone, coming});
  EXPECT_EQ(watched.changed(), std::nullopt);
  file("coming");
  EXPECT_EQ(watched.changed(), coming);
  ASSERT_TRUE(sys::unlink(coming));
  EXPECT_EQ(watched.changed(), std::nullopt);
  ASSERT_TRUE(sys::unlink(gone));
  EXPECT_EQ(watched.changed(), gone);
}

TEST_F(WatchedFiles, AreTheServerItsFilesAndWhatTheAdministratorNames) {
  std::string script = file("script"), argument = file("argument");
  ASSERT_TRUE(std::filesystem::create_directory(folder_.path("folder")));
  Suitability server{.files = {"/srv/server", "/usr/bin/perl"}, .obstacle = {}, .caveat = {}};
  process::Recipe recipe;
  recipe.argv = {"server", script,  "-f", argument, folder_.path("folder"), folder_.path("none"),
                 script,   "script"};
  EXPECT_EQ(watched_paths(server, recipe, {"/usr/bin/perl", "/etc/perl"}),
            (process::Strings{"/srv/server", "/usr/bin/perl", script, argument, "/etc/perl"}));
}

}  // namespace
}  // namespace rouse::warm
