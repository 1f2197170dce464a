#include "builtin/kind.h"

#include <gtest/gtest.h>

namespace rouse::builtin {
namespace {

TEST(Kind, IsKnownByItsNameInWhateverCase) {
  EXPECT_EQ(kind_of("echo"), Kind::echo);
  EXPECT_EQ(kind_of("Daytime"), Kind::daytime);
  EXPECT_EQ(kind_of("daytimes"), std::nullopt);
  EXPECT_EQ(kind_of("tcpmux"), std::nullopt);
}

}  // namespace
}  // namespace rouse::builtin
