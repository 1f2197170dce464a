// Streams: what conversations do with connected sockets and pipes. Nothing here ever blocks: what cannot be
// done now is an error with EAGAIN.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// Takes what has arrived; 0: end of file.
Result<std::size_t> receive_some(int fd, std::span<std::byte> buffer);
/// Looks at what has arrived without taking it; 0: end of file.
Result<std::size_t> peek_some(int fd, std::span<std::byte> buffer);
/// Takes at most `room.size()` bytes and forgets them (TCP does not even copy them to `room`, which holds
/// nothing useful afterwards); 0: end of file.
Result<std::size_t> discard_some(int fd, std::span<std::byte> room);

/// Takes at most `limit_bytes` and forgets them, without a buffer that they could be read from: for processes
/// that must not see what a peer sent. TCP only; 0: end of file.
Result<std::size_t> discard_unseen(int fd, std::size_t limit_bytes);

/// The peer reads an end of file behind all that was sent.
Result<void> shutdown_writing(int fd);
/// close() would wait for the peer: whoever has the socket has said so (SO_LINGER).
bool lingers(int fd);
/// Takes SO_LINGER back, which any process that has the socket may set: close() waits for nobody then.
Result<void> clear_linger(int fd);
/// Says that nothing more will be read here.
Result<void> shutdown_reading(int fd);

/// A pipe, non-blocking at both ends.
struct Pipe {
  Fd read_end;
  Fd write_end;
};
Result<Pipe> open_pipe();
/// Makes room for `bytes` in a pipe. EPERM: more than /proc/sys/fs/pipe-max-size or than the account may
/// have.
Result<void> widen_pipe(const Pipe& pipe, int bytes);
/// Moves at most `limit_bytes` inside the kernel; one end is a pipe. 0: end of file.
Result<std::size_t> splice_some(int from, int to, std::size_t limit_bytes);

}  // namespace rouse::sys
