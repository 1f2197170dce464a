#include "sys/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "sys/machine.h"
#include "sys/queue.h"

namespace rouse::sys {
namespace {

const net::Endpoint loopback{*net::Address::parse("127.0.0.1"), 0};

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

struct Door {
  Fd fd;
  net::Endpoint at;
};

Door door(int type) {
  Door out{.fd = std::move(*open_socket(AF_INET, type)), .at = {}};
  EXPECT_TRUE(bind(out.fd.raw(), loopback));
  if (type == SOCK_STREAM) {
    EXPECT_TRUE(listen(out.fd.raw(), 8));
  }
  out.at = *local_of(out.fd.raw());
  return out;
}

Fd caller_of(const Door& door, int type = SOCK_STREAM) {
  Fd caller = std::move(*open_socket(AF_INET, type));
  EXPECT_TRUE(connect(caller.raw(), door.at));
  return caller;
}

TEST(SysSocket, AnAcceptedCallerIsBlockingAndClosedOnExec) {
  Door tcp = door(SOCK_STREAM);
  ASSERT_TRUE(set_nonblocking(tcp.fd.raw(), true));
  Fd caller = caller_of(tcp);
  Result<Accepted> accepted = accept(tcp.fd.raw());
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->peer, *local_of(caller.raw()));
  EXPECT_EQ(::fcntl(accepted->fd.raw(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(::fcntl(accepted->fd.raw(), F_GETFD), FD_CLOEXEC);
  Result<Accepted> nobody = accept(tcp.fd.raw());
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, EAGAIN);
}

/// A door whose port was asked for by number: only such a port outlives shutdown().
Door door_with_fixed_port() {
  net::Endpoint at = door(SOCK_STREAM).at;
  Door out{.fd = std::move(*open_socket(AF_INET, SOCK_STREAM)), .at = at};
  EXPECT_TRUE(set_option(out.fd.raw(), SOL_SOCKET, SO_REUSEADDR, 1));
  EXPECT_TRUE(bind(out.fd.raw(), at));
  EXPECT_TRUE(listen(out.fd.raw(), 8));
  return out;
}

TEST(SysSocket, ADoorIsClosedAndReopenedOnTheSameDescriptor) {
  Door tcp = door_with_fixed_port();
  Fd held(::fcntl(tcp.fd.raw(), F_DUPFD_CLOEXEC, 0));
  ASSERT_TRUE(shutdown_both(tcp.fd.raw()));
  Fd refused = std::move(*open_socket(AF_INET, SOCK_STREAM));
  Result<void> connected = connect(refused.raw(), tcp.at);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ECONNREFUSED);
  ASSERT_TRUE(listen(tcp.fd.raw(), 8));
  EXPECT_TRUE(connect(open_socket(AF_INET, SOCK_STREAM)->raw(), tcp.at));
}

TEST(SysSocket, ErrorsRememberTheCallAndTheThing) {
  Door tcp = door(SOCK_STREAM);
  Fd second = std::move(*open_socket(AF_INET, SOCK_STREAM));
  Result<void> taken = bind(second.raw(), tcp.at);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().text(), "bind " + tcp.at.text() + ": Address already in use");
}

TEST(SysSocket, UnixSocketsHaveLocalPeers) {
  std::string path = testing::TempDir() + "sys_socket_test." + std::to_string(::getpid());
  Fd unix_door = std::move(*open_socket(AF_UNIX, SOCK_STREAM));
  ASSERT_TRUE(bind_unix(unix_door.raw(), path));
  ASSERT_TRUE(listen(unix_door.raw(), 8));
  Fd caller = std::move(*open_socket(AF_UNIX, SOCK_STREAM));
  ASSERT_TRUE(connect_unix(caller.raw(), path));
  Result<Accepted> accepted = accept(unix_door.raw());
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->peer.address.kind(), net::Kind::local);
  ::unlink(path.c_str());
  EXPECT_FALSE(bind_unix(caller.raw(), std::string(200, 'x')));
}

TEST(SysSocket, SendSomeNeverBlocksAndRaisesNoSignal) {
  Door tcp = door(SOCK_STREAM);
  Fd caller = caller_of(tcp);
  Result<Accepted> accepted = accept(tcp.fd.raw());
  std::string block(65536, 'x');
  Result<std::size_t> sent = 1;
  while (sent) sent = send_some(accepted->fd.raw(), bytes(block));
  EXPECT_EQ(sent.error().code, EAGAIN);
  caller.reset();
  while (!sent && sent.error().code == EAGAIN) sent = send_some(accepted->fd.raw(), bytes(block));
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().code == EPIPE || sent.error().code == ECONNRESET);
}

TEST(SysSocket, AFilterDropsAndTheDropsAreCounted) {
  Door udp = door(SOCK_DGRAM);
  std::array<sock_filter, 1> nothing_passes{{{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0}}};
  ASSERT_TRUE(attach_filter(udp.fd.raw(), nothing_passes));
  Fd caller = caller_of(udp, SOCK_DGRAM);
  ASSERT_TRUE(send_some(caller.raw(), bytes("dropped")));
  EXPECT_EQ(peek_sender(udp.fd.raw()).error().code, EAGAIN);
  EXPECT_EQ(*drop_count(udp.fd.raw()), 1U);
}

TEST(SysMessage, CarriesBytesAndDescriptors) {
  auto pair = socket_pair();
  ASSERT_TRUE(pair);
  Door tcp = door(SOCK_STREAM);
  std::array<int, 2> fds{tcp.fd.raw(), 1};
  ASSERT_TRUE(send_message(pair->first.raw(), bytes("doors"), fds));
  std::array<std::byte, 64> buffer{};
  std::vector<Fd> received;
  Result<std::size_t> size = receive_message(pair->second.raw(), buffer, received);
  ASSERT_TRUE(size);
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(buffer.data()), *size), "doors");
  ASSERT_EQ(received.size(), 2U);
  EXPECT_EQ(*local_of(received[0].raw()), tcp.at);
  EXPECT_EQ(::fcntl(received[0].raw(), F_GETFD), FD_CLOEXEC);
}

TEST(SysMessage, ASocketThatCameWillNotMakeUsWaitInClose) {
  auto pair = socket_pair();
  ASSERT_TRUE(pair);
  Door tcp = door(SOCK_STREAM);
  ::linger patient{.l_onoff = 1, .l_linger = 5};
  ASSERT_EQ(::setsockopt(tcp.fd.raw(), SOL_SOCKET, SO_LINGER, &patient, sizeof patient), 0);
  std::array<int, 1> fds{tcp.fd.raw()};
  ASSERT_TRUE(send_message(pair->first.raw(), bytes("door"), fds));
  std::array<std::byte, 64> buffer{};
  std::vector<Fd> received;
  ASSERT_TRUE(receive_message(pair->second.raw(), buffer, received));
  socklen_t size = sizeof patient;
  ASSERT_EQ(::getsockopt(received.at(0).raw(), SOL_SOCKET, SO_LINGER, &patient, &size), 0);
  EXPECT_EQ(patient.l_onoff, 0);
}

TEST(SysMessage, TooLargeIsAnErrorAndTheEndIsZeroBytes) {
  auto pair = socket_pair();
  ASSERT_TRUE(send_message(pair->first.raw(), bytes("longer than the buffer")));
  std::array<std::byte, 4> buffer{};
  std::vector<Fd> received;
  EXPECT_EQ(receive_message(pair->second.raw(), buffer, received).error().code, EMSGSIZE);
  EXPECT_EQ(receive_message(pair->second.raw(), buffer, received).error().code, EAGAIN);
  pair->first.reset();
  EXPECT_EQ(receive_message(pair->second.raw(), buffer, received).value(), 0U);
}

TEST(SysQueue, TheHeadOfADatagramQueueIsKnownByItsStampAndNotConsumed) {
  Door udp = door(SOCK_DGRAM);
  ASSERT_TRUE(enable_stamps(udp.fd.raw()));
  EXPECT_EQ(peek_sender(udp.fd.raw()).error().code, EAGAIN);
  Fd one = caller_of(udp, SOCK_DGRAM);
  Fd two = caller_of(udp, SOCK_DGRAM);
  ASSERT_TRUE(send_some(one.raw(), bytes("first")));
  ASSERT_TRUE(send_some(one.raw(), bytes("second")));
  ASSERT_TRUE(send_some(two.raw(), {}));
  Result<Head> first = peek_sender(udp.fd.raw());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->sender, *local_of(one.raw()));
  EXPECT_NE(first->stamp_ns, 0);
  EXPECT_EQ(peek_sender(udp.fd.raw())->stamp_ns, first->stamp_ns);
  ASSERT_TRUE(discard_datagram(udp.fd.raw()));
  EXPECT_NE(peek_sender(udp.fd.raw())->stamp_ns, first->stamp_ns);
  ASSERT_TRUE(discard_datagram(udp.fd.raw()));
  EXPECT_EQ(peek_sender(udp.fd.raw())->sender, *local_of(two.raw()));  // an empty one is one, too
  ASSERT_TRUE(discard_datagram(udp.fd.raw()));
  EXPECT_EQ(discard_datagram(udp.fd.raw()).error().code, EAGAIN);
}

TEST(SysQueue, AServerSeesNoStamps) {
  Door udp = door(SOCK_DGRAM);
  ASSERT_TRUE(enable_stamps(udp.fd.raw()));
  Fd one = caller_of(udp, SOCK_DGRAM);
  ASSERT_TRUE(send_some(one.raw(), bytes("x")));
  ASSERT_TRUE(peek_sender(udp.fd.raw()));
  std::array<std::byte, 64> control{};
  msghdr message{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ASSERT_EQ(::recvmsg(udp.fd.raw(), &message, 0), 0);
  EXPECT_EQ(message.msg_controllen, 0U);
}

TEST(SysQueue, ConnectionsThatNobodyAcceptedYetHaveCookies) {
  Door tcp = door(SOCK_STREAM);
  Fd one = caller_of(tcp);
  Fd two = caller_of(tcp);
  ::shutdown(two.raw(), SHUT_WR);  // half closed: it waits all the same
  Result<std::vector<std::uint64_t>> both = pending_connections(tcp.at);
  ASSERT_TRUE(both) << both.error().text();
  ASSERT_EQ(both->size(), 2U);
  Result<Accepted> taken = accept(tcp.fd.raw());
  Result<std::vector<std::uint64_t>> rest = pending_connections(tcp.at);
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_TRUE(rest->front() == both->front() || rest->front() == both->back());
}

TEST(SysMachine, ThePortHolderIsFound) {
  Door tcp = door(SOCK_STREAM);
  Door udp = door(SOCK_DGRAM);
  std::optional<Holder> holder = port_holder("tcp", tcp.at);
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->pid, ::getpid());
  EXPECT_EQ(holder->command, "sys_test");
  net::Endpoint everywhere{net::Address::v4(0), udp.at.port};
  ASSERT_TRUE(port_holder("udp", everywhere));
  EXPECT_EQ(port_holder("udp", everywhere)->pid, ::getpid());
  EXPECT_FALSE(port_holder("tcp", net::Endpoint{*net::Address::parse("127.0.0.77"), tcp.at.port}));
}

TEST(SysMachine, LimitsAndLoadAreReadable) {
  Result<Limits> limits = descriptor_limits();
  ASSERT_TRUE(limits);
  EXPECT_GE(limits->hard, limits->soft);
  ASSERT_TRUE(set_soft_descriptors(limits->soft - 1));
  EXPECT_EQ(descriptor_limits()->soft, limits->soft - 1);
  ASSERT_TRUE(set_soft_descriptors(limits->soft));
  Result<double> load = load_average(open_load().value_or(Fd()).raw());
  ASSERT_TRUE(load);
  EXPECT_GE(*load, 0.0);
}

}  // namespace
}  // namespace rouse::sys
