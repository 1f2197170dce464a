#include "attend/presented_caller.h"

#include <netinet/in.h>
#include <sys/eventfd.h>

#include "fakes/conversation.h"

namespace rouse::attend {
namespace {

net::Endpoint place_of(const Fd& socket) { return *sys::local_of(socket.raw()); }

net::Endpoint at(std::string_view address, std::uint16_t port = 0) {
  return {*net::Address::parse(address), port};
}

/// A door, and somebody who came to it.
class PresentedCaller : public testing::Test {
 protected:
  explicit PresentedCaller(const net::Endpoint& where = fakes::loopback()) : door(fakes::open_door(where)) {}
  void connect(std::string_view address) {
    connected = fakes::connect_to(at(address, place_of(door).port));
    accepted = std::move(sys::accept(door.raw())->fd);
  }
  std::optional<net::Endpoint> peer_of(const Fd& socket) {
    return peer_of_presented(socket.raw(), door.raw());
  }

  Fd door, accepted, connected;
};

TEST_F(PresentedCaller, IsWhoTheKernelSaysHeIs) {
  connect("127.0.0.1");
  EXPECT_EQ(peer_of(accepted), place_of(connected));
}

TEST_F(PresentedCaller, MayComeToAnyAddressOfADoorThatIsOpenToAll) {
  door = fakes::open_door(at("0.0.0.0"));
  connect("127.0.0.9");
  EXPECT_EQ(peer_of(accepted), place_of(connected));
  door = fakes::open_door(at("::"));
  connect("127.0.0.9");
  EXPECT_TRUE(peer_of(accepted)->address.is_mapped());
}

// A connection that the attendant made itself would carry the address of whom it called.
TEST_F(PresentedCaller, CameToThatDoor) {
  connect("127.0.0.1");
  EXPECT_FALSE(peer_of(connected));
  std::uint16_t port = place_of(door).port;
  Fd elsewhere = fakes::open_door(at("127.0.0.9", port));
  Fd other = fakes::connect_to(at("127.0.0.9", port));
  Fd came_elsewhere = std::move(sys::accept(elsewhere.raw())->fd);
  EXPECT_FALSE(peer_of(came_elsewhere));
}

TEST_F(PresentedCaller, CameByItsFamily) {
  connect("127.0.0.1");
  Fd over6 = std::move(*sys::open_socket(AF_INET6, SOCK_STREAM));
  ASSERT_TRUE(sys::set_option(over6.raw(), IPPROTO_IPV6, IPV6_V6ONLY, 1));
  ASSERT_TRUE(sys::bind(over6.raw(), at("::", place_of(door).port)));
  ASSERT_TRUE(sys::listen(over6.raw(), 1));
  EXPECT_FALSE(peer_of_presented(accepted.raw(), over6.raw()));
}

TEST_F(PresentedCaller, IsNothingElse) {
  EXPECT_FALSE(peer_of(door));
  Fd unconnected = std::move(*sys::open_socket(AF_INET, SOCK_STREAM));
  EXPECT_FALSE(peer_of(unconnected));
  Fd datagrams = std::move(*sys::open_socket(AF_INET, SOCK_DGRAM));
  ASSERT_TRUE(sys::bind(datagrams.raw(), place_of(door)));
  ASSERT_TRUE(sys::connect(datagrams.raw(), place_of(door)));
  EXPECT_FALSE(peer_of(datagrams));
  auto pair = std::move(*sys::socket_pair());
  EXPECT_FALSE(peer_of(pair.first));
  Fd no_socket(::eventfd(0, EFD_CLOEXEC));
  EXPECT_FALSE(peer_of(no_socket));
}

TEST_F(PresentedCaller, IsStillThere) {
  connect("127.0.0.1");
  ::linger at_once{.l_onoff = 1, .l_linger = 0};
  ASSERT_EQ(::setsockopt(connected.raw(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  connected.reset();
  EXPECT_FALSE(peer_of(accepted));
}

}  // namespace
}  // namespace rouse::attend
