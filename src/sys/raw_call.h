// raw_call: a system call without libc: no errno, no cancellation, nothing thread-local. For children that
// share their parent's memory.
#pragma once

#include <cstdint>

namespace rouse::sys {

/// The kernel's answer: a result, or -errno.
#if defined(__x86_64__)
[[gnu::always_inline]] inline long raw_call(long number, std::uint64_t a = 0, std::uint64_t b = 0,
                                            std::uint64_t c = 0, std::uint64_t d = 0, std::uint64_t e = 0,
                                            std::uint64_t f = 0) {
  long result = number;
  register std::uint64_t fourth asm("r10") = d;
  register std::uint64_t fifth asm("r8") = e;
  register std::uint64_t sixth asm("r9") = f;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
               : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
[[gnu::always_inline]] inline long raw_call(long number, std::uint64_t a = 0, std::uint64_t b = 0,
                                            std::uint64_t c = 0, std::uint64_t d = 0, std::uint64_t e = 0,
                                            std::uint64_t f = 0) {
  register long call asm("x8") = number;
  register std::uint64_t first asm("x0") = a;
  register std::uint64_t second asm("x1") = b;
  register std::uint64_t third asm("x2") = c;
  register std::uint64_t fourth asm("x3") = d;
  register std::uint64_t fifth asm("x4") = e;
  register std::uint64_t sixth asm("x5") = f;
  asm volatile("svc #0"
               : "+r"(first)
               : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
               : "memory");
  return static_cast<long>(first);
}
#endif

}  // namespace rouse::sys
