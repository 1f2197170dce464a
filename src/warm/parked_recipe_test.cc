#include "warm/parked_recipe.h"

#include <gtest/gtest.h>

namespace rouse::warm {
namespace {

using process::Strings;

process::Recipe recipe_of_service(Strings env) {
  process::Recipe out;
  out.path = "/srv/server";
  out.argv = {"server", "-i"};
  out.env = std::make_shared<const Strings>(std::move(env));
  out.uid = 65534;
  out.nice = 5;
  out.umask = 077;
  out.limits.cpu_s = 3;
  out.limits.stack_bytes = 4096;
  return out;
}

Strings parked_env(Strings env, bool at_io = false) {
  return *parked_recipe(recipe_of_service(std::move(env)), "/lib/park.so", at_io)->env;
}

TEST(ParkedRecipe, PreloadsTheLibraryAndTellsItWhereToPark) {
  EXPECT_EQ(parked_env({"A=b"}), (Strings{"A=b", "LD_PRELOAD=/lib/park.so", "ROUSE_PARK=3"}));
  EXPECT_EQ(parked_env({}, true), (Strings{"LD_PRELOAD=/lib/park.so", "ROUSE_PARK=3,io"}));
}

/// getenv finds the first one, so only that counts.
TEST(ParkedRecipe, LeavesWhatTheServicePreloadsItself) {
  EXPECT_EQ(
      parked_env({"LD_PRELOAD=/lib/own.so", "LD_PRELOAD=/lib/other.so", "A=b"}),
      (Strings{"LD_PRELOAD=/lib/park.so:/lib/own.so", "LD_PRELOAD=/lib/other.so", "A=b", "ROUSE_PARK=3"}));
}

TEST(ParkedRecipe, IsTheServicesOwnButForWhatIsForItsChildren) {
  process::Recipe recipe = recipe_of_service({});
  auto parked = parked_recipe(recipe, "/lib/park.so", false);
  EXPECT_EQ(parked->path, recipe.path);
  EXPECT_EQ(parked->argv, recipe.argv);
  EXPECT_EQ(parked->uid, recipe.uid);
  EXPECT_FALSE(parked->nice || parked->umask);
  config::ResourceLimits stack_alone;
  stack_alone.stack_bytes = 4096;
  EXPECT_EQ(parked->limits, stack_alone);
  EXPECT_EQ(recipe.env->size(), 0U);
}

}  // namespace
}  // namespace rouse::warm
