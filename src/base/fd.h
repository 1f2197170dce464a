// Fd: the sole owner of a file descriptor. Nothing else in rouse closes one.
#pragma once

#include <unistd.h>

#include <utility>

namespace rouse {

class Fd {
 public:
  Fd() = default;
  /// Takes ownership of `raw`; a negative number means "none".
  explicit Fd(int raw) : raw_(raw) {}
  Fd(Fd&& other) noexcept : raw_(other.release()) {}
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
  [[nodiscard]] int release() { return std::exchange(raw_, -1); }
  void reset(int raw = -1) {
    if (raw_ >= 0) ::close(raw_);
    raw_ = raw;
  }

 private:
  int raw_ = -1;
};

}  // namespace rouse
