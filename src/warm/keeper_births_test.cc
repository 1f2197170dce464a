// Real children: the test is the keeper, it forks a steward, and the steward's children are the test's own.
#include "warm/keeper_births.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <string>
#include <utility>

#include "fakes/temporary_folder.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

namespace rouse::warm {
namespace {

using Numbers = std::vector<process::DepositNumber>;

/// Remembers what it was given.
class KeepingCustody final : public process::Custody {
 public:
  process::DepositNumber keep(int fd) override {
    kept.push_back(fd);
    return first + static_cast<process::DepositNumber>(kept.size()) - 1;
  }
  void drop(process::DepositNumber number) override { dropped.push_back(number); }

  static constexpr process::DepositNumber first = 7;
  std::vector<int> kept;
  Numbers dropped;
};

process::Recipe shell(const std::string& script) {
  process::Recipe out;
  out.path = "/bin/sh";
  out.argv = {"sh", "-c", script};
  out.env = std::make_shared<const process::Strings>(process::Strings{"PATH=/usr/bin:/bin"});
  return out;
}

class KeeperBirthsTest : public testing::Test {
 protected:
  struct Steward {
    process::Spawner& spawner;
    KeepingCustody& custody;
    KeeperBirths& births;
  };

  std::string library(const std::string& name) {
    std::string path = folder.path(name);
    EXPECT_TRUE(sys::exclusive_create(path, "no library"));
    return path;
  }
  /// Does `work` in a steward of this keeper; whether it found all as it expected.
  bool in_steward(const std::function<void(Steward)>& work) {
    Result<pid_t> steward = sys::fork_child([&] {
      sys::block_all();
      process::Spawner spawner;
      KeepingCustody custody;
      KeeperBirths births(book, spawner, custody, "/lib/park.so");
      work({spawner, custody, births});
      return HasFailure() ? 1 : 0;
    });
    int status = -1;
    return ::waitpid(*steward, &status, 0) == *steward && status == 0;
  }
  /// How the next child ends, as the book has it.
  std::optional<int> end_of_child() {
    sys::Reaped reaped = sys::reap(-1).value();
    if (!book.reaped(reaped.pid, reaped.wait_status)) return std::nullopt;
    std::optional<process::Ending> ending = book.next_ended();
    if (!ending) return std::nullopt;
    return ending->wait_status;
  }
  /// All that comes from the far end until nobody has it any more.
  std::string heard() {
    far.reset();
    std::string out;
    std::array<char, 4096> part{};
    for (ssize_t got; (got = ::recv(near.raw(), part.data(), part.size(), 0)) > 0;)
      out.append(part.data(), static_cast<std::size_t>(got));
    return out;
  }
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    near = Fd(ends[0]);
    far = Fd(ends[1]);
  }

  fakes::TemporaryFolder folder;
  process::Book book = std::move(*process::Book::create(2));
  Fd near, far;
};

TEST_F(KeeperBirthsTest, AServerIsStartedWithTheLibraryAndHearsTheStewardByThree) {
  process::Recipe recipe = shell(
      "standard=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)\n"
      "echo $LD_PRELOAD $ROUSE_PARK $standard >&3; exit 5");
  EXPECT_TRUE(in_steward([&](Steward steward) {
    Result<Birth> birth = steward.births.start("web", recipe, true, near.raw(), far.raw());
    ASSERT_TRUE(birth) << birth.error().text();
    EXPECT_GT(birth->child.pid, 0);
    EXPECT_EQ(birth->kept, KeepingCustody::first);
    EXPECT_EQ(steward.custody.kept, std::vector<int>{near.raw()});
    EXPECT_EQ(steward.custody.dropped, Numbers{});
  }));
  ASSERT_EQ(book.occupied().size(), 1U);
  const process::Slot& slot = book.slot(book.occupied()[0]);
  EXPECT_EQ(slot.owner, process::Owner::park);
  EXPECT_EQ(slot.park, KeepingCustody::first);
  EXPECT_STREQ(slot.service.data(), "web");
  EXPECT_EQ(heard(), "/lib/park.so 3,io /dev/null /dev/null /dev/null\n");
  EXPECT_EQ(WEXITSTATUS(end_of_child().value()), 5);
}

TEST_F(KeeperBirthsTest, OneThatIsKilledEndsByThat) {
  EXPECT_TRUE(in_steward([&](Steward steward) {
    Result<Birth> birth = steward.births.start("web", shell("read line <&3"), false, near.raw(), far.raw());
    ASSERT_TRUE(birth) << birth.error().text();
    steward.births.kill(birth->child);
    steward.births.let_go(birth->kept);
    EXPECT_EQ(steward.custody.dropped, Numbers{KeepingCustody::first});
  }));
  EXPECT_EQ(WTERMSIG(end_of_child().value()), SIGKILL);
}

/// Its pid may be another's by now.
TEST_F(KeeperBirthsTest, OneThatHasEndedIsNotKilled) {
  EXPECT_TRUE(in_steward([&](Steward steward) { steward.births.kill({.pid = ::getpid(), .pidfd = {}}); }));
}

TEST_F(KeeperBirthsTest, NothingIsLeftOfAStartForWhichTheBookHasNoPlace) {
  ASSERT_TRUE(book.open() && book.open());
  EXPECT_TRUE(in_steward([&](Steward steward) {
    Result<Birth> birth = steward.births.start("web", shell("exit"), false, near.raw(), far.raw());
    ASSERT_FALSE(birth);
    EXPECT_NE(birth.error().text().find("full: too many servers at once"), std::string::npos);
    EXPECT_TRUE(steward.custody.kept.empty());
  }));
}

TEST_F(KeeperBirthsTest, NothingIsLeftOfAStartThatFails) {
  EXPECT_TRUE(in_steward([&](Steward steward) {
    ASSERT_TRUE(steward.births.start("web", shell("exit"), false, near.raw(), far.raw()));
    int next = ::fcntl(near.raw(), F_DUPFD_CLOEXEC, 0);
    ::close(next);
    rlimit one_more{.rlim_cur = static_cast<rlim_t>(next) + 1, .rlim_max = static_cast<rlim_t>(next) + 1};
    ::setrlimit(RLIMIT_NOFILE, &one_more);
    EXPECT_FALSE(steward.births.start("web", shell("exit"), false, near.raw(), far.raw()));
    EXPECT_EQ(steward.custody.kept.size(), 2U);
    EXPECT_EQ(steward.custody.dropped, Numbers{KeepingCustody::first + 1});
  }));
  EXPECT_EQ(book.occupied().size(), 1U);
}

TEST_F(KeeperBirthsTest, ALibraryThatCannotBeLoadedIsAnObstacle) {
  const std::vector<std::pair<std::string, std::string>> obstacles{
      {library("park.so"), ""},
      {folder.path("none.so"), "No such file or directory"},
      {library("a park.so"), "a park.so has a blank or a colon in its path"},
      {library("a:park.so"), "a:park.so has a blank or a colon in its path"}};
  EXPECT_TRUE(in_steward([&](Steward steward) {
    for (const auto& [path, obstacle] : obstacles) {
      KeeperBirths births(book, steward.spawner, steward.custody, path);
      std::string found = births.examine(shell("exit"), {}).obstacle;
      EXPECT_TRUE(obstacle.empty() ? found.empty() : found.ends_with(obstacle)) << found;
    }
  }));
}

TEST_F(KeeperBirthsTest, WhatStandsBehindAServerIsWatched) {
  std::string watched = folder.path("watched");
  EXPECT_TRUE(in_steward([&](Steward steward) {
    std::unique_ptr<Origin> origin = steward.births.examine(shell("exit"), {watched}).origin;
    EXPECT_EQ(origin->changed(), std::nullopt);
    EXPECT_TRUE(sys::exclusive_create(watched, "new"));
    EXPECT_EQ(origin->changed(), watched);
  }));
}

/// So that the log says what an administrator can do something about.
TEST_F(KeeperBirthsTest, AnObstacleOfTheServerCountsMoreThanOneOfTheLibrary) {
  std::string script = folder.path("script");
  ASSERT_TRUE(sys::exclusive_create(script, "no program"));
  EXPECT_TRUE(in_steward([&](Steward steward) {
    process::Recipe recipe = shell("exit");
    recipe.path = script;
    std::string obstacle = steward.births.examine(recipe, {}).obstacle;
    EXPECT_TRUE(obstacle.starts_with(script)) << obstacle;
    Examination server = steward.births.examine(shell("exit"), {});
    EXPECT_TRUE(server.obstacle.find("/lib/park.so") != std::string::npos) << server.obstacle;
  }));
}

}  // namespace
}  // namespace rouse::warm
