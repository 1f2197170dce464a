#include "sys/peer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "sys/socket.h"

namespace rouse::sys {
namespace {

TEST(Peer, IsWhoConnected) {
  auto pair = socket_pair();
  ASSERT_TRUE(pair);
  Result<Peer> peer = peer_process(pair->first.raw());
  ASSERT_TRUE(peer) << peer.error().text();
  EXPECT_EQ(peer->pid, ::getpid());
  EXPECT_EQ(peer->uid, ::geteuid());
  std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
  ASSERT_EQ(::getgroups(static_cast<int>(groups.size()), groups.data()), static_cast<int>(groups.size()));
  groups.push_back(::getegid());
  EXPECT_TRUE(std::ranges::is_permutation(peer->groups, groups));
}

TEST(Peer, IsNobodyOfAFileThatIsNoSocket) { EXPECT_FALSE(peer_process(STDIN_FILENO)); }

}  // namespace
}  // namespace rouse::sys
