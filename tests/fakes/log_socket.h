// LogSocket: a log daemon's Unix socket for tests: /dev/log or journald's, with a queue that can be full.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

#include "base/fd.h"

namespace rouse::fakes {

class LogSocket {
 public:
  /// Listens at `path` with sockets of `type`: SOCK_DGRAM or SOCK_STREAM.
  explicit LogSocket(std::string path, int type = SOCK_DGRAM)
      : path_(std::move(path)), type_(type), fd_(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    EXPECT_EQ(::bind(fd_.raw(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(type == SOCK_STREAM ? ::listen(fd_.raw(), 4) : 0, 0);
  }
  ~LogSocket() { ::unlink(path_.c_str()); }
  LogSocket(const LogSocket&) = delete;
  LogSocket& operator=(const LogSocket&) = delete;

  /// What came next: a datagram, or all that a stream holds; "nothing" when the queue is empty.
  std::string next() {
    if (type_ == SOCK_STREAM && !caller_)
      caller_ = Fd(::accept4(fd_.raw(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    std::array<char, 8192> buffer;
    ssize_t got = ::recv(type_ == SOCK_STREAM ? caller_.raw() : fd_.raw(), buffer.data(), buffer.size(), 0);
    return got < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(got));
  }
  void hang_up() { caller_.reset(); }

 private:
  std::string path_;
  int type_;
  Fd fd_;
  Fd caller_;
};

}  // namespace rouse::fakes
