// Connections nobody has accepted yet, asked from the kernel's socket monitoring (NETLINK_SOCK_DIAG): they
// have a cookie but no inode.
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sys/queue.h"
#include "sys/socket.h"

namespace rouse::sys {

namespace {

constexpr std::size_t answer_bytes = 32768;

struct Question {
  nlmsghdr header;
  inet_diag_req_v2 request;
};

Question question(int family, std::uint16_t port) {
  Question out{};
  out.header.nlmsg_len = sizeof out;
  out.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  out.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  out.request.sdiag_family = static_cast<std::uint8_t>(family);
  out.request.sdiag_protocol = IPPROTO_TCP;
  out.request.idiag_states = 1U << TCP_ESTABLISHED | 1U << TCP_CLOSE_WAIT;
  out.request.id.idiag_sport = htons(port);
  return out;
}

net::Address local_address(const inet_diag_msg& entry) {
  const auto* words = entry.id.idiag_src;
  if (entry.idiag_family == AF_INET) return net::Address::v4(ntohl(words[0]));
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), words, bytes.size());
  return net::Address::v6(bytes);
}

std::uint64_t cookie(const inet_diag_msg& entry) {
  return std::uint64_t{entry.id.idiag_cookie[1]} << 32 | entry.id.idiag_cookie[0];
}

bool waits_at(const inet_diag_msg& entry, const net::Endpoint& door) {
  if (entry.idiag_inode != 0 || ntohs(entry.id.idiag_sport) != door.port) return false;
  return door.address.is_any() || local_address(entry).unmapped() == door.address.unmapped();
}

/// Takes what one answer of the kernel holds. True: the dump is complete.
Result<bool> take_answer(std::span<const std::byte> answer, const net::Endpoint& door,
                         std::vector<std::uint64_t>& cookies) {
  while (answer.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header{};
    std::memcpy(&header, answer.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > answer.size()) break;
    if (header.nlmsg_type == NLMSG_DONE) return true;
    std::span<const std::byte> body = answer.subspan(NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN);
    if (header.nlmsg_type == NLMSG_ERROR) {
      nlmsgerr problem{};
      std::memcpy(&problem, body.data(), std::min(body.size(), sizeof problem));
      return failed("sock_diag", -problem.error, {});
    }
    inet_diag_msg entry{};
    std::memcpy(&entry, body.data(), std::min(body.size(), sizeof entry));
    if (waits_at(entry, door)) cookies.push_back(cookie(entry));
    answer = answer.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), answer.size()));
  }
  return false;
}

Result<void> dump(int netlink, int family, const net::Endpoint& door, std::vector<std::uint64_t>& cookies) {
  Question ask = question(family, door.port);
  if (::send(netlink, &ask, sizeof ask, MSG_NOSIGNAL) < 0) return failed("send", "sock_diag");
  std::vector<std::byte> buffer(answer_bytes);
  for (;;) {
    ssize_t got = ::recv(netlink, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed("recv", "sock_diag");
    Result<bool> complete =
        take_answer(std::span(buffer).first(static_cast<std::size_t>(got)), door, cookies);
    if (!complete) return std::unexpected(complete.error());
    if (*complete) return {};
  }
}

}  // namespace

Result<std::vector<std::uint64_t>> pending_connections(const net::Endpoint& local) {
  Result<Fd> netlink = open_socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG);
  if (!netlink) return std::unexpected(netlink.error());
  std::vector<std::uint64_t> cookies;
  for (int family : {AF_INET, AF_INET6}) {
    Result<void> done = dump(netlink->raw(), family, local, cookies);
    if (!done && family == AF_INET) return std::unexpected(done.error());
  }
  std::sort(cookies.begin(), cookies.end());
  return cookies;
}

}  // namespace rouse::sys
