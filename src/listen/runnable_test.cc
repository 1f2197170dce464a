#include "listen/runnable.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

TEST(Runnable, CommentsAndBlankLinesAreNoRules) {
  EXPECT_FALSE(holds_rules(""));
  EXPECT_FALSE(holds_rules("# ALL: ALL\n\n   \t\n  # x"));
  EXPECT_TRUE(holds_rules("# x\nALL: ALL"));
}

TEST(Runnable, APlainServiceIs) {
  config::ServiceConfig service;
  EXPECT_EQ(not_runnable(service, {}), std::nullopt);
}

TEST(Runnable, UnreadAccessFilesKeepAServiceClosedUnlessItSaysNolibwrap) {
  config::ServiceConfig service;
  AccessFiles files{.has_rules = true};
  ASSERT_TRUE(not_runnable(service, files));
  service.flags.add(config::Flag::nolibwrap);
  EXPECT_EQ(not_runnable(service, files), std::nullopt);
}

TEST(Runnable, ASensorAsksNoAccessFiles) {
  config::ServiceConfig service;
  service.flags.add(config::Flag::sensor);
  EXPECT_EQ(not_runnable(service, {.has_rules = true}), std::nullopt);
}

TEST(Runnable, NamesInTheListsOfAStreamWaitServiceAreRefused) {
  config::ServiceConfig service;
  service.wait = true;
  service.no_access = {net::HostName{"bad.example"}};
  EXPECT_EQ(not_runnable(service, {}),
            "only_from and no_access of a stream service with wait = yes take addresses only, no host names");
}

TEST(Runnable, TcpmuxIsButNotThroughItself) {
  config::ServiceConfig service;
  service.type.add(config::Type::internal);
  service.name = "tcpmux";
  EXPECT_EQ(not_runnable(service, {}), std::nullopt);
  service.type.add(config::Type::tcpmux);
  EXPECT_EQ(not_runnable(service, {}), "tcpmux needs a port of its own: nobody can reach it through itself");
}

}  // namespace
}  // namespace rouse::listen
