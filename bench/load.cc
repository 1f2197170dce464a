#include "load.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace rouse::bench {
namespace {

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

sockaddr_in ipv4(std::uint32_t host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(host);
  return address;
}

bool bind_source(const Fd& caller, std::uint32_t source) {
  const int on = 1;
  ::setsockopt(caller.raw(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const sockaddr_in from = ipv4(source, 0);
  return ::bind(caller.raw(), reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0;
}

Loss loss_of(int error) {
  if (error == ECONNREFUSED) return Loss::refused;
  return error == ECONNRESET || error == EPIPE ? Loss::reset : Loss::other;
}

struct Caller {
  Fd socket;
  std::int64_t called_ns = 0;
  std::size_t heard_bytes = 0;
  bool spoke = false;
  bool answered = false;
};

const std::array<char, longest_word> word{};

class Run {
 public:
  explicit Run(const LoadPlan& plan)
      : plan_(plan), poll_(::epoll_create1(EPOLL_CLOEXEC)), callers_(plan.callers), ready_(plan.callers) {}

  LoadResult finish();

 private:
  void call(std::size_t seat);
  void speak(Caller& caller);
  void watch(std::size_t seat, int operation);
  void attend(std::size_t seat);
  void hear(std::size_t seat);
  void heard(Caller& caller, std::size_t bytes);
  void lose(std::size_t seat, Loss loss) {
    ++result_.lost[static_cast<std::size_t>(loss)];
    leave(seat);
  }
  void leave(std::size_t seat);
  void drop_silent();
  bool open() const { return now_ns() < end_ns_; }

  const LoadPlan plan_;
  Fd poll_;
  std::vector<Caller> callers_;
  std::vector<epoll_event> ready_;
  std::uint64_t turn_ = 0;
  std::size_t present_ = 0;
  std::int64_t end_ns_ = 0;
  LoadResult result_;
};

void Run::call(std::size_t seat) {
  Caller& caller = callers_[seat];
  ++present_;
  caller = {.socket = {}, .called_ns = now_ns(), .heard_bytes = 0, .spoke = false, .answered = false};
  caller.socket = call_door(plan_.ports.at(turn_++), 0, false);
  if (!caller.socket) return lose(seat, loss_of(errno));
  speak(caller);
  watch(seat, EPOLL_CTL_ADD);
}

/// Says the word, if the connection is there already.
void Run::speak(Caller& caller) {
  const auto size = static_cast<ssize_t>(plan_.word_bytes);
  caller.spoke =
      size == 0 || ::send(caller.socket.raw(), word.data(), plan_.word_bytes, MSG_NOSIGNAL) == size;
}

void Run::watch(std::size_t seat, int operation) {
  const Caller& caller = callers_[seat];
  epoll_event wanted{.events = caller.spoke ? EPOLLIN : EPOLLOUT, .data = {.u64 = seat}};
  ::epoll_ctl(poll_.raw(), operation, caller.socket.raw(), &wanted);
}

void Run::attend(std::size_t seat) {
  Caller& caller = callers_[seat];
  if (caller.spoke) return hear(seat);
  speak(caller);
  if (!caller.spoke) return lose(seat, loss_of(errno));
  watch(seat, EPOLL_CTL_MOD);
}

void Run::hear(std::size_t seat) {
  Caller& caller = callers_[seat];
  std::array<char, longest_word> bytes{};
  for (;;) {
    const ssize_t got = ::recv(caller.socket.raw(), bytes.data(), bytes.size(), 0);
    if (got > 0) {
      heard(caller, static_cast<std::size_t>(got));
      if (caller.answered && plan_.word_bytes > 0) return leave(seat);
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (caller.answered) return leave(seat);
    return lose(seat, got == 0 ? Loss::closed : loss_of(errno));
  }
}

void Run::heard(Caller& caller, std::size_t bytes) {
  caller.heard_bytes += bytes;
  if (caller.answered || caller.heard_bytes < plan_.word_bytes) return;
  result_.answered_ns.push_back(now_ns() - caller.called_ns);
  caller.answered = true;
}

void Run::leave(std::size_t seat) {
  callers_[seat].socket.reset();
  --present_;
}

void Run::drop_silent() {
  const std::int64_t oldest = now_ns() - plan_.patience_ms * 1'000'000;
  for (std::size_t seat = 0; seat < callers_.size(); ++seat) {
    const Caller& caller = callers_[seat];
    if (caller.socket && caller.called_ns < oldest) lose(seat, Loss::silent);
  }
}

LoadResult Run::finish() {
  const std::int64_t start = now_ns();
  end_ns_ = start + plan_.duration_ms * 1'000'000;
  while (open() || present_ > 0) {
    for (std::size_t seat = 0; seat < callers_.size() && open(); ++seat) {
      if (!callers_[seat].socket) call(seat);
    }
    const int count = ::epoll_wait(poll_.raw(), ready_.data(), static_cast<int>(ready_.size()), 100);
    for (int i = 0; i < count; ++i) attend(ready_[static_cast<std::size_t>(i)].data.u64);
    if (count <= 0) drop_silent();
  }
  result_.elapsed_ns = now_ns() - start;
  std::sort(result_.answered_ns.begin(), result_.answered_ns.end());
  return std::move(result_);
}

}  // namespace

Fd call_door(std::uint16_t port, std::uint32_t source, bool blocking) {
  Fd caller(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK), 0));
  if (!caller || (source != 0 && !bind_source(caller, source))) return Fd();
  const sockaddr_in door = ipv4(INADDR_LOOPBACK, port);
  const int failed = ::connect(caller.raw(), reinterpret_cast<const sockaddr*>(&door), sizeof door);
  return failed == 0 || errno == EINPROGRESS ? std::move(caller) : Fd();
}

double LoadResult::rate_per_s() const {
  return elapsed_ns == 0 ? 0
                         : static_cast<double>(answered_ns.size()) * 1e9 / static_cast<double>(elapsed_ns);
}

double LoadResult::quantile_us(double quantile) const {
  if (answered_ns.empty()) return 0;
  const double rank = std::ceil(quantile * static_cast<double>(answered_ns.size())) - 1;
  return static_cast<double>(answered_ns[static_cast<std::size_t>(std::max(rank, 0.0))]) / 1000;
}

LoadResult run_load(const LoadPlan& plan) { return Run(plan).finish(); }

}  // namespace rouse::bench
