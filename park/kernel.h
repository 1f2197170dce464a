// System calls as the library makes them: straight to the kernel, so that no errno and no program's function
// is touched.
#pragma once

#include <sys/syscall.h>

#include <csignal>
#include <cstdint>
#include <type_traits>

#include "sys/raw_call.h"

namespace rouse::park {

/// As the kernel's rt_sigaction takes it.
struct KernelSigaction {
  void (*handler)(int, siginfo_t*, void*) = nullptr;
  std::uint64_t flags = 0;
  void (*restorer)() = nullptr;
  std::uint64_t mask = 0;
};

/// Of a set of signals.
inline constexpr std::uint64_t set_bytes = 8;

/// An argument as the kernel's registers have it.
template <class T>
[[gnu::always_inline]] inline std::uint64_t argument(T value) {
  if constexpr (std::is_null_pointer_v<T>) {
    return 0;
  } else if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<std::uint64_t>(value);
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

/// The kernel's answer: a result, or -errno.
template <class... T>
[[gnu::always_inline]] inline long call(long number, T... arguments) {
  return sys::raw_call(number, argument(arguments)...);
}

/// The process ends, and nothing of it runs any more.
[[noreturn]] inline void end(int status) {
  for (;;) call(SYS_exit_group, status);
}

}  // namespace rouse::park
