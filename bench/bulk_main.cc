// bench_bulk PORT STREAMS DURATION_MS one|both: how many bytes a second come back from a pump at PORT over so
// many connections, or go either way at once; one line of JSON. The first fifth of the time is not counted.
#include <sys/epoll.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "load.h"
#include "pump.h"

namespace rouse::bench {
namespace {

double now_s() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Bulk {
 public:
  Bulk(std::uint16_t port, unsigned streams, bool both) : poll_(::epoll_create1(EPOLL_CLOEXEC)), both_(both) {
    for (unsigned i = 0; i < streams; ++i) open(port);
  }

  /// Bytes that went through in `duration_s`, as gigabytes a second; negative: a connection broke.
  double rate(double duration_s) {
    const double start = now_s() + duration_s / 5;
    if (!move_until(start)) return -1;
    moved_bytes_ = 0;
    if (!move_until(start + duration_s)) return -1;
    return static_cast<double>(moved_bytes_) / (now_s() - start) / 1e9;
  }

 private:
  void open(std::uint16_t port) {
    streams_.push_back(call_door(port, 0, true));
    epoll_event wanted{.events = both_ ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.fd = streams_.back().raw()}};
    ::epoll_ctl(poll_.raw(), EPOLL_CTL_ADD, streams_.back().raw(), &wanted);
  }

  bool move_until(double end_s) {
    std::vector<epoll_event> ready(streams_.size());
    while (now_s() < end_s) {
      const int count = ::epoll_wait(poll_.raw(), ready.data(), static_cast<int>(ready.size()), 100);
      for (int i = 0; i < count; ++i) {
        if (!move(ready[static_cast<std::size_t>(i)].data.fd)) return false;
      }
    }
    return true;
  }

  bool move(int stream) {
    const long heard = hear(stream);
    const long said = both_ ? speak(stream) : 0;
    if (heard < 0 || said < 0) return false;
    moved_bytes_ += static_cast<std::uint64_t>(heard + said);
    return true;
  }

  Fd poll_;
  bool both_;
  std::vector<Fd> streams_;
  std::uint64_t moved_bytes_ = 0;
};

}  // namespace
}  // namespace rouse::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: bench_bulk PORT STREAMS DURATION_MS one|both\n", stderr);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  rouse::bench::Bulk bulk(port, static_cast<unsigned>(std::atoi(argv[2])),
                          std::string_view(argv[4]) == "both");
  std::printf("{\"gb_s\": %.3f}\n", bulk.rate(std::atoi(argv[3]) / 1000.0));
}
