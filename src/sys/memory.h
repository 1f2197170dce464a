// Memory: a memfd, and a mapping as a value that unmaps itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// An anonymous file of `bytes` zeros that takes memory only as it is touched; CLOEXEC.
Result<Fd> memory_file(const char* name, std::size_t bytes);

/// Mapped memory, readable and writable.
class Mapping {
 public:
  Mapping() = default;
  /// The whole of `fd`, `bytes` long, shared with everyone who maps it.
  static Result<Mapping> shared(int fd, std::size_t bytes);
  /// Fresh private memory for a stack, with an inaccessible page below it.
  static Result<Mapping> stack(std::size_t bytes);
  Mapping(Mapping&& other) noexcept
      : base_(std::exchange(other.base_, nullptr)),
        bytes_(std::exchange(other.bytes_, 0)),
        guard_(other.guard_) {}
  Mapping& operator=(Mapping&& other) noexcept;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { unmap(); }

  explicit operator bool() const { return base_ != nullptr; }
  std::byte* data() const { return base_; }
  std::size_t size() const { return bytes_; }

 private:
  Mapping(std::byte* base, std::size_t bytes, std::size_t guard)
      : base_(base), bytes_(bytes), guard_(guard) {}
  void unmap();

  std::byte* base_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t guard_ = 0;  // bytes below base_ that belong to the mapping
};

/// A memfd, mapped: memory that outlives the process that fills it. It begins with a number that tells how
/// the rest is laid out.
struct SharedMemory {
  Fd file;
  Mapping mapping;

  /// `bytes` zeros behind the number.
  static Result<SharedMemory> create(const char* name, std::size_t bytes, std::uint64_t layout);
  /// What another process, or another program of this one, has created with the same `bytes` and `layout`.
  /// EPROTO: its were others, those of another version.
  static Result<SharedMemory> adopt(const char* name, Fd file, std::size_t bytes, std::uint64_t layout);
};

}  // namespace rouse::sys
