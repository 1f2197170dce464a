#include "sys/memory.h"

#include <sys/mman.h>
#include <unistd.h>

namespace rouse::sys {

namespace {

constexpr std::size_t guard_bytes = 4096;

}  // namespace

Result<Fd> memory_file(const char* name, std::size_t bytes) {
  Fd fd(::memfd_create(name, MFD_CLOEXEC));
  if (!fd) return failed("memfd_create", name);
  if (::ftruncate(fd.raw(), static_cast<off_t>(bytes)) != 0) return failed("ftruncate", name);
  return fd;
}

Result<Mapping> Mapping::shared(int fd, std::size_t bytes) {
  void* base = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (base == MAP_FAILED) return failed("mmap");
  return Mapping(static_cast<std::byte*>(base), bytes, 0);
}

Result<Mapping> Mapping::stack(std::size_t bytes) {
  void* base = ::mmap(nullptr, bytes + guard_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return failed("mmap", "stack");
  auto* bottom = static_cast<std::byte*>(base);
  Mapping stack(bottom + guard_bytes, bytes, guard_bytes);
  if (::mprotect(base, guard_bytes, PROT_NONE) != 0) return failed("mprotect", "stack");
  return stack;
}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  if (this == &other) return *this;
  unmap();
  base_ = std::exchange(other.base_, nullptr);
  bytes_ = std::exchange(other.bytes_, 0);
  guard_ = other.guard_;
  return *this;
}

void Mapping::unmap() {
  if (base_ != nullptr) ::munmap(base_ - guard_, bytes_ + guard_);
}

}  // namespace rouse::sys
