#include "sys/queue.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>

#include <array>
#include <cstring>

#include "sys/socket.h"

namespace rouse::sys {

namespace {

std::int64_t stamp_in(msghdr& message) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec at{};
    std::memcpy(&at, CMSG_DATA(header), sizeof at);
    return std::int64_t{at.tv_sec} * 1'000'000'000 + at.tv_nsec;
  }
  return 0;
}

}  // namespace

Result<void> enable_stamps(int fd) {
  Result<void> on = set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);  // the kernel goes on stamping after "off"
  if (!on) return on;
  return set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 0);
}

Result<Head> peek_sender(int fd) {
  sockaddr_storage raw{};
  alignas(cmsghdr) std::array<std::byte, 256> control{};
  msghdr message{};
  message.msg_name = &raw;
  message.msg_namelen = sizeof raw;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  (void)set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);  // without it the sender is still known
  ssize_t got = ::recvmsg(fd, &message, MSG_PEEK | MSG_DONTWAIT);
  int code = errno;
  (void)set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 0);
  if (got < 0) return failed("recvmsg", code, {});
  if (message.msg_namelen < sizeof(sa_family_t)) raw.ss_family = AF_UNIX;
  return Head{.sender = net::Endpoint::from(raw), .stamp_ns = stamp_in(message)};
}

Result<void> discard_datagram(int fd) {
  if (::recv(fd, nullptr, 0, MSG_TRUNC | MSG_DONTWAIT) < 0) return failed("recv");
  return {};
}

Result<std::uint32_t> drop_count(int fd) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info.data(), &size) != 0) return failed("SO_MEMINFO");
  return info[SK_MEMINFO_DROPS];
}

}  // namespace rouse::sys
