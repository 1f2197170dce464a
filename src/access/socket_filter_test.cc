#include "access/socket_filter.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <random>

#include "access/gate.h"
#include "base/fd.h"

namespace rouse::access {
namespace {

using Packet = std::array<std::uint8_t, 40>;

/// The source address in a packet as it comes from the wire.
Packet packet_from(const net::Address& source) {
  Packet out{};
  net::Address on_wire = source.unmapped();
  out[0] = on_wire.is_v4() ? 0x45 : 0x60;
  std::size_t length = on_wire.is_v4() ? 4 : 16;
  std::memcpy(out.data() + (on_wire.is_v4() ? 12 : 8), on_wire.bytes().data(), length);
  return out;
}

/// Runs the program as the kernel would; only the instructions that a filter of ours may hold.
bool accepts(const std::vector<sock_filter>& program, const Packet& packet) {
  std::uint32_t a = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& now = program[at];
    std::size_t offset = now.k - static_cast<std::uint32_t>(SKF_NET_OFF);
    bool holds = (now.code == (BPF_JMP | BPF_JEQ | BPF_K) && a == now.k) ||
                 (now.code == (BPF_JMP | BPF_JGT | BPF_K) && a > now.k) ||
                 (now.code == (BPF_JMP | BPF_JGE | BPF_K) && a >= now.k);
    switch (now.code) {
      case BPF_RET | BPF_K:
        return now.k != 0;
      case BPF_LD | BPF_B | BPF_ABS:
        a = packet.at(offset);
        break;
      case BPF_LD | BPF_W | BPF_ABS:
        EXPECT_LE(offset + 4, packet.size());
        std::memcpy(&a, packet.data() + offset, 4);
        a = ntohl(a);
        break;
      case BPF_ALU | BPF_RSH | BPF_K:
        a >>= now.k;
        break;
      case BPF_JMP | BPF_JA:
        at += now.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
      case BPF_JMP | BPF_JGT | BPF_K:
      case BPF_JMP | BPF_JGE | BPF_K:
        at += holds ? now.jt : now.jf;
        break;
      default:
        ADD_FAILURE() << "code " << now.code;
        return false;
    }
  }
  ADD_FAILURE() << "fell off the end";
  return false;
}

config::ServiceConfig service(std::initializer_list<std::string_view> only_from,
                              std::initializer_list<std::string_view> no_access) {
  config::ServiceConfig out;
  if (only_from.size() > 0) out.only_from.emplace();
  for (std::string_view word : only_from) out.only_from->push_back(net::parse_pattern(word).value());
  for (std::string_view word : no_access) out.no_access.push_back(net::parse_pattern(word).value());
  return out;
}

bool accepts(const config::ServiceConfig& config, DoorFamily door, std::string_view caller) {
  auto program = compile_filter(config, door);
  return accepts(program.value(), packet_from(net::Address::parse(caller).value()));
}

TEST(SocketFilter, IsEmptyWithoutLists) {
  EXPECT_TRUE(compile_filter(service({}, {}), DoorFamily::ipv6)->empty());
}

TEST(SocketFilter, SetButEmptyMeansNobody) {
  config::ServiceConfig nobody;
  nobody.only_from.emplace();
  EXPECT_FALSE(accepts(nobody, DoorFamily::ipv6, "127.0.0.1"));
  EXPECT_FALSE(accepts(nobody, DoorFamily::ipv6, "::1"));
}

TEST(SocketFilter, DropsWhatIsNoInternetPacket) {
  Packet strange = packet_from(net::Address::v4(0x7f000001));
  strange[0] = 0x55;
  EXPECT_FALSE(accepts(*compile_filter(service({"0.0.0.0", "::/0"}, {}), DoorFamily::ipv6), strange));
}

TEST(SocketFilter, EveryIpv6EntryCoversIpv4AtADualDoorOnly) {
  config::ServiceConfig any6 = service({"::/0"}, {});
  EXPECT_TRUE(accepts(any6, DoorFamily::ipv6, "1.2.3.4"));
  EXPECT_FALSE(accepts(any6, DoorFamily::ipv4, "1.2.3.4"));
  EXPECT_TRUE(accepts(any6, DoorFamily::ipv6, "2001:db8::1"));
  config::ServiceConfig mapped = service({"::ffff:10.0.0.0/104"}, {"::ffff:10.9.0.0/112"});
  EXPECT_TRUE(accepts(mapped, DoorFamily::ipv6, "10.1.2.3"));
  EXPECT_FALSE(accepts(mapped, DoorFamily::ipv6, "10.9.2.3"));
  EXPECT_FALSE(accepts(mapped, DoorFamily::ipv6, "11.1.2.3"));
}

TEST(SocketFilter, RefusesNamesAndScopesByName) {
  auto host = compile_filter(service({"10.0.0.0", "localhost"}, {}), DoorFamily::ipv4);
  ASSERT_FALSE(host.has_value());
  EXPECT_EQ(host.error().text(),
            "only_from localhost: a stream service with wait = yes can only list addresses");
  auto domain = compile_filter(service({}, {".example.com"}), DoorFamily::ipv4);
  EXPECT_EQ(domain.error().text(),
            "no_access .example.com: a stream service with wait = yes can only list addresses");
  auto scope = compile_filter(service({"fe80::1%77"}, {}), DoorFamily::ipv6);
  EXPECT_EQ(scope.error().text(),
            "only_from fe80::1%77: a stream service with wait = yes can only list addresses");
}

net::Address random_address(std::minstd_rand& random) {
  auto bits = static_cast<std::uint32_t>(random() % 8 << 24 | random() % 8 << 8 | random() % 4);
  if (random() % 2 == 0) return net::Address::v4(0x0a000000 | bits);
  std::array<std::uint8_t, 16> bytes{0x20, 0x01, 0x0d, 0xb8};
  for (std::size_t i : {5, 7, 11, 15}) bytes[i] = static_cast<std::uint8_t>(random() % 3 * 0x7f);
  return net::Address::v6(bytes);
}

net::Pattern random_entry(std::minstd_rand& random) {
  net::Address address = random_address(random);
  unsigned most = address.is_v4() ? 32 : 128;
  return net::Prefix{address, most - static_cast<unsigned>(random() % (most / 2 + 1)), true};
}

/// The caller as accept() at such a door shows it.
net::Address seen_at(DoorFamily door, const net::Address& caller) {
  if (door == DoorFamily::ipv4 || caller.is_v6()) return caller;
  return net::Address::parse("::ffff:" + caller.text()).value();
}

TEST(SocketFilter, DecidesAsTheGateDoes) {
  std::minstd_rand random(11);
  int admitted = 0;
  for (int round = 0; round < 200; ++round) {
    config::ServiceConfig config;
    if (round % 3 != 0) config.only_from.emplace();
    for (int i = 0; i < 20 && config.only_from; ++i) config.only_from->push_back(random_entry(random));
    for (int i = 0; i < round % 13 + 1; ++i) config.no_access.push_back(random_entry(random));
    Lists lists = compile_lists(config);
    DoorFamily door = round % 2 == 0 ? DoorFamily::ipv4 : DoorFamily::ipv6;
    auto program = compile_filter(config, door);
    ASSERT_TRUE(program.has_value());
    for (int i = 0; i < 100; ++i) {
      net::Address caller = random_address(random);
      if (door == DoorFamily::ipv4 && caller.is_v6()) continue;
      Facts facts;
      facts.caller = seen_at(door, caller);
      bool expected = decide(facts, {config, lists}).admitted();
      ASSERT_EQ(accepts(*program, packet_from(caller)), expected) << caller.text() << " round " << round;
      admitted += expected ? 1 : 0;
    }
  }
  EXPECT_GT(admitted, 1000);
}

TEST(SocketFilter, LongListsUseLongJumpsAndTooLongOnesAreAnError) {
  config::ServiceConfig config;
  config.only_from.emplace();
  for (std::uint32_t i = 0; i < 600; ++i)
    config.only_from->push_back(net::Prefix{net::Address::v4(i * 4), 32});
  auto program = compile_filter(config, DoorFamily::ipv4);
  ASSERT_TRUE(program.has_value());
  for (std::uint32_t i = 0; i < 2400; ++i) {
    ASSERT_EQ(accepts(*program, packet_from(net::Address::v4(i))), i % 4 == 0) << i;
  }
  for (std::uint32_t i = 600; i < 1500; ++i)
    config.only_from->push_back(net::Prefix{net::Address::v4(i * 4), 32});
  program = compile_filter(config, DoorFamily::ipv4);
  ASSERT_FALSE(program.has_value());
  EXPECT_EQ(program.error().text(),
            "only_from and no_access have too many entries for a stream service with wait = yes");
}

/// A TCP socket of the address's family, bound to it, any port. None when the machine has no such address.
Fd tcp_socket(std::string_view at) {
  net::Address address = net::Address::parse(at).value();
  Fd out(::socket(address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_storage raw{};
  unsigned length = net::Endpoint{address, 0}.to(raw);
  if (::bind(out.raw(), reinterpret_cast<sockaddr*>(&raw), length) != 0) out.reset();
  return out;
}

std::uint16_t port_of(const Fd& door) {
  sockaddr_storage raw{};
  socklen_t length = sizeof raw;
  EXPECT_EQ(::getsockname(door.raw(), reinterpret_cast<sockaddr*>(&raw), &length), 0);
  return net::Endpoint::from(raw).port;
}

/// Starts a connection from `source` to itself or 127.0.0.1; one whose SYN is dropped stays in progress.
Fd call(const Fd& door, std::string_view source) {
  sockaddr_storage raw{};
  bool v4 = source.find(':') == std::string_view::npos;
  net::Address target = net::Address::parse(v4 ? "127.0.0.1" : source).value();
  unsigned length = net::Endpoint{target, port_of(door)}.to(raw);
  Fd caller = tcp_socket(source);
  ::connect(caller.raw(), reinterpret_cast<sockaddr*>(&raw), length);
  return caller;
}

/// The callers that are in the door's queue, once there is one.
std::vector<std::string> callers(const Fd& door) {
  pollfd waiting{door.raw(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, 10'000), 1);
  std::vector<std::string> out;
  for (;;) {
    sockaddr_storage raw{};
    socklen_t length = sizeof raw;
    Fd accepted(::accept4(door.raw(), reinterpret_cast<sockaddr*>(&raw), &length, SOCK_CLOEXEC));
    if (!accepted) return out;
    out.push_back(net::Endpoint::from(raw).address.text());
  }
}

/// Some kernels keep socket filters to root.
bool may_filter() {
  Fd door = tcp_socket("127.0.0.1");
  sock_filter all[] = {BPF_STMT(BPF_RET | BPF_K, 0xffffffff)};
  sock_fprog program{1, all};
  return setsockopt(door.raw(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0 ||
         errno != EPERM;
}

void open_door(const Fd& door, const config::ServiceConfig& config, DoorFamily family) {
  auto program = compile_filter(config, family);
  ASSERT_TRUE(program.has_value());
  sock_fprog fprog{static_cast<unsigned short>(program->size()), program->data()};
  ASSERT_EQ(setsockopt(door.raw(), SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof fprog), 0);
  ASSERT_EQ(::listen(door.raw(), 8), 0);
}

TEST(SocketFilter, TheKernelAgreesOnLoopback) {
  if (!may_filter()) GTEST_SKIP() << "this kernel lets only root attach a socket filter";
  Fd door = tcp_socket("127.0.0.1");
  open_door(door, service({"127.0.0.2", "::1"}, {}), DoorFamily::ipv4);
  Fd refused = call(door, "127.0.0.3");
  Fd welcome = call(door, "127.0.0.2");
  EXPECT_EQ(callers(door), std::vector<std::string>{"127.0.0.2"});
}

TEST(SocketFilter, TheKernelAgreesAtADualDoor) {
  if (!may_filter()) GTEST_SKIP() << "this kernel lets only root attach a socket filter";
  if (!tcp_socket("::1")) GTEST_SKIP() << "this machine has no ::1";
  for (std::string_view denied : {"::1", "127.0.0.2"}) {
    Fd door = tcp_socket("::");
    open_door(door, service({"127.0.0.2", "::1"}, {denied}), DoorFamily::ipv6);
    Fd refused = call(door, denied);
    Fd stranger = call(door, "127.0.0.3");
    Fd welcome = call(door, denied == "::1" ? "127.0.0.2" : "::1");
    EXPECT_EQ(callers(door), std::vector<std::string>{denied == "::1" ? "::ffff:127.0.0.2" : "::1"});
  }
}

}  // namespace
}  // namespace rouse::access
