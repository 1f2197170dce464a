#include "tools/xinetd_words.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using Words = std::vector<std::string>;

TEST(XinetdWords, PathsBecomeAbsolute) {
  EXPECT_EQ(absolute_words({"-f", "x.conf", "-pidfile", "/run/x.pid", "-limit", "5"}, "/srv").value(),
            (Words{"-f", "/srv/x.conf", "-pidfile", "/run/x.pid", "-limit", "5"}));
  EXPECT_EQ(absolute_words({"-syslog", "-f", "-f", "a"}, "/").value(), (Words{"-syslog", "-f", "-f", "//a"}));
  EXPECT_EQ(absolute_words({"-f"}, "").value(), Words{"-f"});
}

TEST(XinetdWords, APathThatNobodyKnowsIsAnError) {
  EXPECT_EQ(absolute_words({"-stayalive", "-filelog", "log"}, "").error(), "log");
  EXPECT_TRUE(absolute_words({"-f", "/etc/x.conf"}, ""));
}

TEST(XinetdWords, InTheBackgroundItStaysAliveAsInTheForeground) {
  EXPECT_EQ(background_words({"-dontfork", "-f", "-d"}), (Words{"-f", "-d", "-stayalive"}));
  EXPECT_EQ(background_words({"-d", "-cc", "60", "-inetd_compat"}), (Words{"-cc", "60", "-inetd_compat"}));
  EXPECT_EQ(background_words({}), Words{});
}

}  // namespace
}  // namespace rouse::tools
