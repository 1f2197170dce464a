#include "attend/outlet.h"

#include <cerrno>

#include "loop/sleep.h"
#include "sys/socket.h"

namespace rouse::attend {

namespace {

constexpr std::chrono::milliseconds rest{50};

}  // namespace

Outlet::Outlet(loop::Loop& loop, loop::Channel& channel, std::size_t waiting_most)
    : loop_(loop), channel_(channel), waiting_most_(waiting_most), arrived_(loop), tasks_(loop) {
  tasks_.start(send_waiting());
}

bool Outlet::send(std::span<const std::byte> bytes, std::vector<Fd> fds) {
  if (waiting_.size() >= waiting_most_) return false;
  Message message{std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), std::move(fds)};
  if (waiting_.empty() && try_send(message) == Outcome::sent) return true;
  waiting_bytes_ += message.bytes.size();
  waiting_.push_back(std::move(message));
  arrived_.raise();
  return true;
}

/// A message to somebody who is gone counts as sent: his reader notices.
Outlet::Outcome Outlet::try_send(const Message& message) {
  std::vector<int> raw;
  for (const Fd& fd : message.fds) raw.push_back(fd.raw());
  auto sent = sys::send_message(channel_.raw(), std::as_bytes(std::span(message.bytes)), raw);
  if (sent) return Outcome::sent;
  switch (sent.error().code) {
    case EAGAIN:
      return Outcome::no_room;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
      return Outcome::sent;
    default:
      return Outcome::troubled;  // the kernel is short of memory, or of room for descriptors on their way
  }
}

void Outlet::take_first() {
  waiting_bytes_ -= waiting_.front().bytes.size();
  waiting_.pop_front();
}

loop::Task Outlet::send_waiting() {
  for (;;) {
    co_await arrived_.raised();
    while (!waiting_.empty()) {
      Outcome outcome = try_send(waiting_.front());
      if (outcome == Outcome::sent) take_first();
      if (outcome == Outcome::no_room) {
        co_await channel_.writable();
      }
      if (outcome == Outcome::troubled) {
        co_await loop::sleep_for(loop_, rest);
      }
    }
  }
}

}  // namespace rouse::attend
