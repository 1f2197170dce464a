#include "process/make_recipe.h"

#include <gtest/gtest.h>

namespace rouse::process {
namespace {

const BaseEnvironment base(Strings{
    "PATH=/bin", "TZ=UTC", "NOTIFY_SOCKET=/run/x", "LISTEN_FDS=2", "LISTEN_PID=7", "WATCHDOG_USEC=1",
    "INVOCATION_ID=a", "JOURNAL_STREAM=8:1", "MAINPID=1", "MANAGERPID=1", "SYSTEMD_EXEC_PID=2", "FDSTORE=1",
    "CREDENTIALS_DIRECTORY=/run/c", "MEMORY_PRESSURE_WATCH=/p", "MEMORY_PRESSURE_WRITE=x", "ROUSE_X=1",
    "REMOTE_HOST=old", "LISTENER=stays", "EMPTY="});

config::ServiceConfig telnet() {
  config::ServiceConfig out;
  out.server = "/usr/sbin/in.telnetd";
  out.argv = {"in.telnetd", "-h"};
  return out;
}

TEST(MakeRecipe, ServersInheritWhatIsNotTheDaemonsOwn) {
  Recipe recipe = make_recipe(telnet(), base, {}, {});
  EXPECT_EQ(*recipe.env, (Strings{"PATH=/bin", "TZ=UTC", "LISTENER=stays", "EMPTY="}));
  EXPECT_EQ(recipe.env, base.variables());  // shared, not copied: there may be thousands of services
  EXPECT_EQ(recipe.path, "/usr/sbin/in.telnetd");
  EXPECT_EQ(recipe.argv, (Strings{"in.telnetd", "-h"}));
}

TEST(MakeRecipe, PassenvKeepsOnlyWhatItNames) {
  config::ServiceConfig config = telnet();
  config.passenv = {"TZ", "NOTIFY_SOCKET", "UNKNOWN"};
  EXPECT_EQ(*make_recipe(config, base, {}, {}).env, Strings{"TZ=UTC"});
  config.passenv = Strings{};
  EXPECT_TRUE(make_recipe(config, base, {}, {}).env->empty());
}

TEST(MakeRecipe, EnvGoesOverTheBase) {
  config::ServiceConfig config = telnet();
  config.passenv = {"PATH", "TZ"};
  config.env = {"PATH=/opt/bin", "NEW=1", "REMOTE_HOST=forged"};
  Recipe recipe = make_recipe(config, base, {}, {});
  EXPECT_EQ(*recipe.env, (Strings{"PATH=/opt/bin", "TZ=UTC", "NEW=1"}));
}

TEST(MakeRecipe, AServiceMayDescribeItsCallerItself) {
  config::ServiceConfig config = telnet();
  EXPECT_FALSE(make_recipe(config, base, {}, {}).describes_caller);
  config.env = {"LOCAL_PORT=99"};
  EXPECT_TRUE(make_recipe(config, base, {}, {}).describes_caller);
}

TEST(MakeRecipe, IdsComeFromUserAndGroup) {
  config::ServiceConfig config = telnet();
  Recipe nobody_named = make_recipe(config, base, {}, {});
  EXPECT_FALSE(nobody_named.uid || nobody_named.gid || nobody_named.set_groups);
  config.user = config::Account{.name = "ftp", .id = 11, .primary_gid = 22, .numeric = false};
  Recipe by_user = make_recipe(config, base, {}, {22, 33});
  EXPECT_EQ(by_user.uid, 11U);
  EXPECT_EQ(by_user.gid, 22U);
  EXPECT_TRUE(by_user.set_groups);
  EXPECT_EQ(by_user.groups, (std::vector<gid_t>{22, 33}));
  config.group = config::Account{.name = "mail", .id = 8, .primary_gid = 0, .numeric = false};
  EXPECT_EQ(make_recipe(config, base, {}, {}).gid, 8U);
  config.user.reset();
  Recipe by_group = make_recipe(config, base, {}, {});
  EXPECT_FALSE(by_group.uid);
  EXPECT_EQ(by_group.gid, 8U);
  EXPECT_TRUE(by_group.set_groups);
}

TEST(MakeRecipe, LimitsAreCarriedOver) {
  config::ServiceConfig config = telnet();
  config.umask = 027;
  config.nice = -5;
  config.limits.files = 64;
  Recipe recipe = make_recipe(config, base, {1024, 4096}, {});
  EXPECT_EQ(recipe.umask, 027U);
  EXPECT_EQ(recipe.nice, -5);
  EXPECT_EQ(recipe.limits.files, 64U);
  EXPECT_EQ(recipe.soft_files, 1024U);
  EXPECT_EQ(recipe.hard_files, 4096U);
}

}  // namespace
}  // namespace rouse::process
