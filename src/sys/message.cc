// Messages with descriptors between the processes of the house (SOCK_SEQPACKET, SCM_RIGHTS).
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::sys {

namespace {

constexpr std::size_t descriptors_max = 64;
/// What the kernel lets a sender put into one message (SCM_MAX_FD): what had no room here it would close
/// itself.
constexpr std::size_t descriptors_kernel_max = 253;

struct Control {
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(descriptors_kernel_max * sizeof(int))> bytes{};
};

void attach_descriptors(msghdr& message, Control& control, std::span<const int> fds) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(fds.size_bytes());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size_bytes());
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
}

void take_descriptors(msghdr& message, std::vector<Fd>& fds) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int raw = -1;
      std::memcpy(&raw, CMSG_DATA(header) + i * sizeof(int), sizeof raw);
      (void)clear_linger(raw);  // whoever sent it must not make us wait in close()
      fds.emplace_back(raw);
    }
  }
}

}  // namespace

Result<std::pair<Fd, Fd>> socket_pair() {
  std::array<int, 2> raw{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, raw.data()) != 0) {
    return failed("socketpair");
  }
  return std::pair(Fd(raw[0]), Fd(raw[1]));
}

Result<void> send_message(int fd, std::span<const std::byte> bytes, std::span<const int> fds) {
  if (fds.size() > descriptors_max) return failed("sendmsg", EMSGSIZE, {});
  if (fds.empty()) {  // a call that a process may keep which must never pass a descriptor on
    if (::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return failed("send");
    return {};
  }
  iovec part{.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};
  msghdr message{};
  Control control;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  attach_descriptors(message, control, fds);
  if (::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return failed("sendmsg");
  return {};
}

Result<std::size_t> receive_message(int fd, std::span<std::byte> buffer, std::vector<Fd>& fds) {
  iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
  msghdr message{};
  Control control;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t got = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) return failed("recvmsg");
  take_descriptors(message, fds);
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return failed("recvmsg", EMSGSIZE, {});
  return static_cast<std::size_t>(got);
}

Result<void> refuse_descriptors(int fd) {
  constexpr int pass_rights = 83;  // SO_PASSRIGHTS, newer than some headers
  return set_option(fd, SOL_SOCKET, pass_rights, 0);
}

/// There is room for descriptors, too: what the kernel closes itself for want of room makes this process wait
/// for as long as the sender likes (SO_LINGER).
Result<Vouched> receive_vouched(int fd, std::span<std::byte> buffer) {
  iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(ucred)) + sizeof(Control)> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) return failed("recvmsg");
  std::vector<Fd> unwanted;
  take_descriptors(message, unwanted);
  Vouched out{.bytes = static_cast<std::size_t>(got), .sender = {}};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  ucred credentials{};
  if (header == nullptr || header->cmsg_type != SCM_CREDENTIALS) return out;
  std::memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
  out.sender = credentials.pid;
  return out;
}

}  // namespace rouse::sys
