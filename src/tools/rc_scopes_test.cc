#include "tools/rc_scopes.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

TEST(RcScopes, EachScriptsScopeHasAName) {
  EXPECT_EQ(scope_unit("httpd"), "rouse-rc-httpd.scope");
  EXPECT_EQ(scope_unit("rc.local"), "rouse-rc-rc.local.scope");
  EXPECT_EQ(scope_unit("a b@c"), "rouse-rc-a\\x20b\\x40c.scope");
}

}  // namespace
}  // namespace rouse::tools
