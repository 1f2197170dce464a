// Outlet: the sending side of a SOCK_SEQPACKET channel that never blocks and never grows without bound:
// messages that the other side is not ready for wait here, up to a limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "loop/channel.h"
#include "loop/flag.h"
#include "loop/task.h"

namespace rouse::attend {

class Outlet {
 public:
  /// Sends over `channel`, which must outlive this, as must `loop`.
  Outlet(loop::Loop& loop, loop::Channel& channel, std::size_t waiting_most);

  /// One message, with descriptors that are closed here once it is sent. False: too many wait already, and it
  /// is gone.
  bool send(std::span<const std::byte> bytes, std::vector<Fd> fds = {});
  /// Bytes of the messages that the other side had no room for yet.
  std::size_t waiting_bytes() const { return waiting_bytes_; }

 private:
  struct Message {
    std::string bytes;
    std::vector<Fd> fds;
  };

  enum class Outcome : std::uint8_t { sent, no_room, troubled };
  Outcome try_send(const Message& message);
  void take_first();
  loop::Task send_waiting();

  loop::Loop& loop_;
  loop::Channel& channel_;
  std::size_t waiting_most_;
  std::deque<Message> waiting_;
  std::size_t waiting_bytes_ = 0;
  loop::Flag arrived_;
  loop::Tasks tasks_;
};

/// A plain struct as the bytes that cross.
template <class T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

}  // namespace rouse::attend
