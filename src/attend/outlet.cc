#include "attend/outlet.h"

#include <cerrno>

#include "sys/socket.h"

namespace rouse::attend {

Outlet::Outlet(loop::Loop& loop, loop::Channel& channel, std::size_t waiting_most)
    : channel_(channel), waiting_most_(waiting_most), arrived_(loop), tasks_(loop) {
  tasks_.start(send_waiting());
}

bool Outlet::send(std::span<const std::byte> bytes, std::vector<Fd> fds) {
  if (waiting_.size() >= waiting_most_) return false;
  Message message{std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), std::move(fds)};
  if (waiting_.empty() && try_send(message)) return true;
  waiting_.push_back(std::move(message));
  arrived_.raise();
  return true;
}

/// False: the other side has no room now. Any other failure means that it is gone, which its reader notices.
bool Outlet::try_send(const Message& message) {
  std::vector<int> raw;
  for (const Fd& fd : message.fds) raw.push_back(fd.raw());
  auto sent = sys::send_message(channel_.raw(), std::as_bytes(std::span(message.bytes)), raw);
  return sent || sent.error().code != EAGAIN;
}

loop::Task Outlet::send_waiting() {
  for (;;) {
    co_await arrived_.raised();
    while (!waiting_.empty()) {
      if (try_send(waiting_.front())) {
        waiting_.pop_front();
      } else {
        co_await channel_.writable();
      }
    }
  }
}

}  // namespace rouse::attend
