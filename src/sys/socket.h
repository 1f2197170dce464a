// Sockets: one function per system call, CLOEXEC always, blocking unless it says otherwise. No policy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "net/address.h"

struct sock_filter;

namespace rouse::sys {

/// An accepted caller: the socket (CLOEXEC, blocking: it goes to a server) and the peer's address.
struct Accepted {
  Fd fd;
  net::Endpoint peer;
};
/// The kernel's own number of a socket, whoever holds it; 0: it is none.
std::uint64_t cookie_of(int fd);

/// socket(2), blocking: `family` AF_INET, AF_INET6, AF_UNIX; `type` SOCK_STREAM, SOCK_DGRAM, ...; 0: the
/// default protocol.
Result<Fd> open_socket(int family, int type, int protocol = 0);
Result<void> bind(int fd, const net::Endpoint& endpoint);
Result<void> bind_unix(int fd, const std::string& path);
Result<void> listen(int fd, int backlog);
Result<void> connect(int fd, const net::Endpoint& endpoint);
Result<void> connect_unix(int fd, const std::string& path);
/// shutdown(SHUT_RDWR): closes a door whose descriptor others hold too; listen() opens it again (with its
/// port, if that was bound by number; a port that the kernel chose is lost).
Result<void> shutdown_both(int fd);
/// accept4; an error with EAGAIN when nobody is there (and the door is non-blocking), EMFILE, ENFILE,
/// ECONNABORTED, ...
Result<Accepted> accept(int fd);
/// accept on a blocking door whose queue somebody else may have emptied: EAGAIN instead of waiting. For
/// moments in which no server holds the door: its O_NONBLOCK is shared.
Result<Accepted> accept_now(int fd);
Result<net::Endpoint> local_of(int fd);
/// The path that a Unix-domain socket is bound to; empty: none.
Result<std::string> unix_path_of(int fd);
/// Whom a socket is connected to; ENOTCONN: nobody.
Result<net::Endpoint> peer_of(int fd);
Result<void> set_option(int fd, int level, int name, int value);
Result<int> option(int fd, int level, int name);
Result<void> set_nonblocking(int fd, bool on);
/// IPV6_ADDRFORM: turns an accepted IPv4-mapped connection into an AF_INET one (reference/xinetd.md 4.1).
Result<void> clear_mapped(int fd);

/// Sends what fits now; never blocks, never raises SIGPIPE. EAGAIN is an error like others.
Result<std::size_t> send_some(int fd, std::span<const std::byte> bytes);
/// A connected pair of non-blocking SOCK_SEQPACKET sockets.
Result<std::pair<Fd, Fd>> socket_pair();
/// One message with descriptors (at most 64) over a SOCK_SEQPACKET socket; never blocks, never raises
/// SIGPIPE.
Result<void> send_message(int fd, std::span<const std::byte> bytes, std::span<const int> fds = {});
/// Receives one message: its size (0: the other end is gone); received descriptors (CLOEXEC) are appended to
/// `fds`. EMSGSIZE when it was larger than `buffer` or brought more descriptors than there was room for.
Result<std::size_t> receive_message(int fd, std::span<std::byte> buffer, std::vector<Fd>& fds);
/// A message, and who sent it, as the kernel vouches. Nobody is there where the socket does not ask for it
/// (SO_PASSCRED), and at the end: with a sender a size of 0 is an empty message, without one the other end is
/// gone.
struct Vouched {
  std::size_t bytes = 0;
  std::optional<pid_t> sender;  // 0: of another pid namespace
};
/// Receives one message; descriptors that come with it are closed, however long their sender would have that
/// take. Does not wait (EAGAIN).
Result<Vouched> receive_vouched(int fd, std::span<std::byte> buffer);

/// Nobody can send descriptors to this Unix-domain socket from now on, even where there is no room for them.
/// ENOPROTOOPT: the kernel cannot do that (Linux before 6.16).
Result<void> refuse_descriptors(int fd);

/// A classic BPF program on the socket: what it drops, nobody sees.
Result<void> attach_filter(int fd, std::span<const sock_filter> program);
/// Takes the filter away, if there is one.
Result<void> detach_filter(int fd);

}  // namespace rouse::sys
