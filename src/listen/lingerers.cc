#include "listen/lingerers.h"

#include <algorithm>
#include <cerrno>

#include "loop/channel.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::listen {

namespace {

constexpr std::uint64_t turn_bytes = 1 << 20;

/// False: he has closed or is gone, or has said more than `left_bytes`.
bool throw_away(int caller, std::uint64_t& left_bytes) {
  Result<std::size_t> thrown = sys::discard_unseen(caller, std::min(turn_bytes, left_bytes));
  if (!thrown) return thrown.error().code == EAGAIN;
  left_bytes -= *thrown;
  return *thrown > 0 && left_bytes > 0;
}

}  // namespace

void Lingerers::see_off(Fd caller) {
  if (tasks_.size() >= most_) make_room();
  tasks_.start(linger(std::move(caller)));
}

/// The one who came first finds his connection over, and goes.
void Lingerers::make_room() {
  if (Lingerer* first = present_.pop_front()) (void)sys::shutdown_both(first->caller);
}

loop::Task Lingerers::linger(Fd caller) {
  Instant deadline = loop_.now() + linger_patience;
  (void)sys::shutdown_writing(caller.raw());  // he may be gone: then the first look tells
  loop::Channel channel(loop_, std::move(caller));
  Lingerer lingerer(channel.raw());
  present_.push_back(lingerer);
  std::uint64_t left_bytes = linger_limit_bytes;
  bool stays = true;
  while (stays) {
    bool in_time = co_await channel.readable_until(deadline);
    stays = in_time && throw_away(channel.raw(), left_bytes);
  }
  (void)sys::clear_linger(channel.raw());  // what the server set must not make us wait
  channel.release().reset();
  descriptors_.returned();
}

}  // namespace rouse::listen
