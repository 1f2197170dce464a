// Talker: one end of a conversation that sends numbered bytes, and checks that it hears numbered bytes.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <string>

#include "base/fd.h"

namespace rouse::fakes {

class Talker {
 public:
  /// Will send `count` bytes, numbered from `seed` on, then its end of file; expects those of `peer_seed`.
  Talker(const Fd& fd, std::size_t count, std::size_t seed, std::size_t peer_seed)
      : fd_(fd), to_send_(count), seed_(seed), peer_seed_(peer_seed) {}

  /// Sends what there is room for, at most `limit` bytes, then its end of file.
  void talk(std::size_t limit = 1 << 18) {
    std::string block(std::min(limit, to_send_ - sent_), '\0');
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = byte(seed_ + sent_ + i);
    ssize_t sent = ::send(fd_.raw(), block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) sent_ += static_cast<std::size_t>(sent);
    if (sent_ == to_send_ && !ended_) {
      ended_ = true;
      ::shutdown(fd_.raw(), SHUT_WR);
    }
  }
  /// Hears what is there, at most `limit` bytes.
  void listen(std::size_t limit = 1 << 18) {
    room_.resize(limit);
    ssize_t got = ::recv(fd_.raw(), room_.data(), limit, MSG_DONTWAIT);
    heard_end_ = heard_end_ || got == 0;
    for (ssize_t i = 0; i < got; ++i) {
      right_ = right_ && room_[static_cast<std::size_t>(i)] == byte(peer_seed_ + heard_++);
    }
  }

  std::size_t sent() const { return sent_; }
  std::size_t heard() const { return heard_; }
  bool heard_end() const { return heard_end_; }
  /// All that was heard was what the other one sent.
  bool right() const { return right_; }

 private:
  /// A sequence without a short period, so that no lost or doubled piece goes unseen.
  static char byte(std::size_t number) {
    return static_cast<char>((number * 2654435761U) >> 13 ^ (number >> 16));
  }

  const Fd& fd_;
  std::size_t to_send_;
  std::size_t seed_;
  std::size_t peer_seed_;
  std::size_t sent_ = 0;
  std::size_t heard_ = 0;
  std::string room_;
  bool ended_ = false;
  bool heard_end_ = false;
  bool right_ = true;
};

}  // namespace rouse::fakes
