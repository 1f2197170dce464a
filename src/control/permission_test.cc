#include "control/permission.h"

#include <gtest/gtest.h>

namespace rouse::control {
namespace {

constexpr gid_t readers = 300;
const Circle of_root{0, readers};
const Circle of_user{1001, readers};

bool may_list(const Circle& circle, const sys::Peer& peer) {
  return may(circle, peer, {OrderKind::list, {}});
}
bool may_close(const Circle& circle, const sys::Peer& peer) {
  return may(circle, peer, {OrderKind::close, "x"});
}

TEST(Permission, RootMayDoAll) {
  EXPECT_TRUE(may_list(of_user, {1, 0, {0}}));
  EXPECT_TRUE(may_close(of_user, {1, 0, {0}}));
}

TEST(Permission, TheDaemonsOwnUserMayDoAll) {
  EXPECT_TRUE(may_close(of_user, {1, 1001, {1001}}));
  EXPECT_FALSE(may_close(of_root, {1, 1001, {1001}}));
}

TEST(Permission, ReadersMayChangeNothing) {
  sys::Peer reader{1, 1002, {1002, readers}};
  EXPECT_TRUE(may_list(of_root, reader));
  EXPECT_FALSE(may_close(of_root, reader));
}

TEST(Permission, AnIdOfAnotherUserNamespaceIsNobodys) {
  sys::Peer stranger{1, sys::unknown_id, {sys::unknown_id}};
  EXPECT_FALSE(may_list(Circle{sys::unknown_id, sys::unknown_id}, stranger));
  EXPECT_FALSE(may_close(Circle{sys::unknown_id, sys::unknown_id}, stranger));
}

TEST(Permission, OthersMayNothing) {
  sys::Peer other{1, 1002, {1002, 100}};
  EXPECT_FALSE(may_list(of_root, other));
  EXPECT_FALSE(may_list(Circle{0, std::nullopt}, other));
}

}  // namespace
}  // namespace rouse::control
