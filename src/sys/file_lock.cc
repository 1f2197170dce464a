#include "sys/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>

namespace rouse::sys {

namespace {

/// Interrupts the call that the thread is in, again and again once the time is up: the first signal may come
/// before the call.
class Alarm {
 public:
  explicit Alarm(std::chrono::microseconds after) {
    struct sigaction interrupt{};
    interrupt.sa_handler = [](int) { rang_ = 1; };  // without SA_RESTART
    rang_ = 0;
    ::sigaction(SIGALRM, &interrupt, &before_);
    constexpr suseconds_t again_us = 50'000;
    constexpr long us_per_s = 1'000'000;
    timeval first{after.count() / us_per_s, after.count() % us_per_s};
    itimerval timer{{0, again_us}, first};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  }
  ~Alarm() {
    itimerval none{};
    ::setitimer(ITIMER_REAL, &none, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  static bool rang() { return rang_ != 0; }

 private:
  inline static volatile std::sig_atomic_t rang_ = 0;
  struct sigaction before_{};
};

}  // namespace

Result<Fd> lock_file(const std::string& path, std::chrono::microseconds patience) {
  Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file) return failed("open", path);
  if (::flock(file.raw(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return failed("lock", path);
  if (patience <= patience.zero()) return failed("lock", ETIMEDOUT, path);
  Alarm alarm(patience);
  while (::flock(file.raw(), LOCK_EX) != 0) {
    if (errno != EINTR) return failed("lock", path);
    if (Alarm::rang()) return failed("lock", ETIMEDOUT, path);
  }
  return file;
}

}  // namespace rouse::sys
