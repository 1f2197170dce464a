#include "sys/memory.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

Result<SharedMemory> SharedMemory::create(const char* name, std::size_t bytes, std::uint64_t layout) {
  Result<Fd> file = memory_file(name, bytes);
  if (!file) return std::unexpected(file.error());
  Result<Mapping> mapping = Mapping::shared(file->raw(), bytes);
  if (!mapping) return std::unexpected(mapping.error());
  std::memcpy(mapping->data(), &layout, sizeof layout);
  return SharedMemory{std::move(*file), std::move(*mapping)};
}

Result<SharedMemory> SharedMemory::adopt(const char* name, Fd file, std::size_t bytes, std::uint64_t layout) {
  struct stat now{};
  if (::fstat(file.raw(), &now) != 0) return failed("fstat", name);
  if (static_cast<std::size_t>(now.st_size) != bytes) return failed(name, EPROTO, "of another version");
  Result<Mapping> mapping = Mapping::shared(file.raw(), bytes);
  if (!mapping) return std::unexpected(mapping.error());
  if (std::memcmp(mapping->data(), &layout, sizeof layout) != 0)
    return failed(name, EPROTO, "of another version");
  return SharedMemory{std::move(file), std::move(*mapping)};
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
