#include "warm/call.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "fakes/births.h"

namespace rouse::warm {
namespace {

using process::Strings;

process::Recipe recipe_with(Strings env) {
  process::Recipe out;
  out.env = std::make_shared<const Strings>(std::move(env));
  return out;
}

TEST(Call, SaysWhatItIsOfAndNothingThatTheRecipeDoesNotSay) {
  fakes::HeardCall call = fakes::heard_call(call_of(recipe_with({}), 7, {}));
  EXPECT_EQ(call.head.version, park::version);
  EXPECT_EQ(call.head.tag, 7U);
  EXPECT_EQ(call.head.sets_nice + call.head.sets_umask + call.head.limit_count, 0U);
  EXPECT_EQ(call.variables, Strings{});
}

TEST(Call, SaysNiceAndUmaskAlsoWhereTheyAreZero) {
  process::Recipe recipe = recipe_with({});
  recipe.nice = -5;
  recipe.umask = 0;
  park::Call head = fakes::heard_call(call_of(recipe, 1, {})).head;
  EXPECT_TRUE(head.sets_nice == 1 && head.nice == -5);
  EXPECT_TRUE(head.sets_umask == 1 && head.umask == 0);
}

/// What the daemon was started with comes first, and all of them fit.
TEST(Call, SaysLimitsInTheOrderInWhichTheyAreSet) {
  process::Recipe recipe = recipe_with({});
  recipe.soft_files = 10;
  recipe.hard_files = 20;
  recipe.limits = {.files = 1, .as_bytes = 2, .cpu_s = 3, .data_bytes = 4, .rss_bytes = 5, .stack_bytes = 6};
  park::Call head = fakes::heard_call(call_of(recipe, 1, {})).head;
  ASSERT_EQ(head.limit_count, park::Call::limits_most);
  EXPECT_TRUE(head.limits[0].resource == RLIMIT_NOFILE && head.limits[0].soft == 10 &&
              head.limits[0].hard == 20);
  EXPECT_TRUE(head.limits[1].resource == RLIMIT_NOFILE && head.limits[1].soft == 1 &&
              head.limits[1].hard == 1);
  EXPECT_TRUE(head.limits[6].resource == RLIMIT_STACK && head.limits[6].soft == 6);
}

TEST(Call, SaysTheVariablesOfTheCaller) {
  Strings variables{"REMOTE_HOST=::1", "EMPTY=", "REMOTE_PORT=9"};
  fakes::HeardCall call = fakes::heard_call(call_of(recipe_with({"A=b"}), 1, variables));
  EXPECT_EQ(call.head.variable_count, 3U);
  EXPECT_EQ(call.variables, variables);
}

/// What `env` of the entry says of the caller stays.
TEST(Call, LeavesOutWhatTheServicesOwnEnvironmentSays) {
  process::Recipe recipe = recipe_with({"REMOTE_PORT=mine"});
  Strings variables{"REMOTE_HOST=::1", "REMOTE_PORT=9"};
  recipe.describes_caller = true;
  fakes::HeardCall call = fakes::heard_call(call_of(recipe, 1, variables));
  EXPECT_EQ(call.head.variable_count, 1U);
  EXPECT_EQ(call.variables, Strings{"REMOTE_HOST=::1"});
}

TEST(Call, IsNotLongerThanAParkedProcessTakes) {
  std::string longest(park::call_bytes_most - sizeof(park::Call) - 1, 'x');
  EXPECT_EQ(call_of(recipe_with({}), 1, {longest}).size(), park::call_bytes_most);
  EXPECT_TRUE(call_of(recipe_with({}), 1, {longest + "x"}).empty());
}

}  // namespace
}  // namespace rouse::warm
