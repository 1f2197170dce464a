// Tasks that say what woke them, and pairs of sockets to wake them with.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "fakes/loop.h"
#include "loop/channel.h"
#include "loop/flag.h"
#include "loop/sleep.h"
#include "loop/task.h"

namespace rouse::fakes {

struct Pair {
  Fd ours;
  Fd theirs;
};

inline Pair stream_pair() {
  std::array<int, 2> raw{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, raw.data()), 0);
  return {Fd(raw[0]), Fd(raw[1])};
}

inline Fd copy_of(const Fd& fd) { return Fd(::fcntl(fd.raw(), F_DUPFD_CLOEXEC, 0)); }

inline void put(const Fd& fd, std::string_view text) {
  ASSERT_EQ(::write(fd.raw(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

inline std::string get(int fd) {
  std::array<char, 256> buffer{};
  ssize_t got = ::read(fd, buffer.data(), buffer.size());
  return got < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(got));
}

inline loop::Task say_each_read(loop::Channel& channel, std::vector<std::string>& said) {
  for (;;) {
    co_await channel.readable();
    said.push_back(get(channel.raw()));
    if (said.back().empty()) co_return;
  }
}

inline loop::Task say_when_readable(loop::Channel& channel, std::vector<std::string>& said,
                                    std::string word) {
  co_await channel.readable();
  said.push_back(word);
}

inline loop::Task own_and_wait(loop::Loop& on, Fd fd, std::vector<std::string>& said) {
  loop::Channel channel(on, std::move(fd));
  co_await channel.readable();
  said.push_back(get(channel.raw()));
}

inline loop::Task say_in_time(loop::Channel& channel, std::vector<std::string>& said, Instant deadline) {
  bool ready = co_await channel.readable_until(deadline);
  said.push_back(ready ? "ready" : "late");
}

inline loop::Task say_at(loop::Loop& on, Instant when, std::vector<std::string>& said, std::string word) {
  co_await loop::sleep_until(on, when);
  said.push_back(word);
}

inline loop::Task say_when_raised(loop::Flag& flag, std::vector<std::string>& said, std::string word) {
  co_await flag.raised();
  said.push_back(word);
}

class SayingTest : public LoopTest {
 protected:
  std::vector<std::string> said;
};

}  // namespace rouse::fakes
