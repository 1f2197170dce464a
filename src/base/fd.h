// Fd: the sole owner of a file descriptor. Nothing else in rouse closes one, so Fd also knows how many are
// held.
#pragma once

#include <unistd.h>

#include <utility>

namespace rouse {

class Fd {
 public:
  Fd() = default;
  /// Takes ownership of `raw`; a negative number means "none".
  explicit Fd(int raw) { take(raw); }
  Fd(Fd&& other) noexcept { take(other.release()); }
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  explicit operator bool() const { return raw_ >= 0; }
  /// The number, still owned here.
  int raw() const { return raw_; }
  /// Gives the number away; the caller must close it.
  [[nodiscard]] int release() {
    if (raw_ >= 0) --held_;
    return std::exchange(raw_, -1);
  }
  void reset(int raw = -1) {
    if (int old = release(); old >= 0) ::close(old);
    take(raw);
  }

  /// How many descriptors this thread holds in Fd objects: in a process of one thread all but the standard
  /// three.
  static int held() { return held_; }

 private:
  void take(int raw) {
    raw_ = raw;
    if (raw >= 0) ++held_;
  }

  inline static thread_local int held_ = 0;
  int raw_ = -1;
};

}  // namespace rouse
