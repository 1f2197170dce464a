#include "sys/clone.h"

#include <linux/sched.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>

#include "sys/process.h"

namespace rouse::sys {

namespace {

constexpr std::uint64_t signal_bits = 0xff;  // clone's flags carry the exit signal here

struct RawCall {
  long number;
  std::uint64_t a, b, c, d, e;
};

/// A system call that returns twice: here with its result, and on the child's own stack into
/// `entry(argument)`.
#if defined(__x86_64__)
long call_returning_twice(const RawCall& call, void (*entry)(void*), void* argument) {
  long result = call.number;
  register std::uint64_t d asm("r10") = call.d;
  register std::uint64_t e asm("r8") = call.e;
  register void (*start)(void*) asm("r12") = entry;
  register void* with asm("r13") = argument;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "mov %%r13, %%rdi\n\t"
      "call *%%r12\n\t"
      "ud2\n"
      "1:"
      : "+a"(result)
      : "D"(call.a), "S"(call.b), "d"(call.c), "r"(d), "r"(e), "r"(start), "r"(with)
      : "rcx", "r11", "cc", "memory");
  return result;
}
#elif defined(__aarch64__)
long call_returning_twice(const RawCall& call, void (*entry)(void*), void* argument) {
  register long number asm("x8") = call.number;
  register std::uint64_t a asm("x0") = call.a;
  register std::uint64_t b asm("x1") = call.b;
  register std::uint64_t c asm("x2") = call.c;
  register std::uint64_t d asm("x3") = call.d;
  register std::uint64_t e asm("x4") = call.e;
  register void (*start)(void*) asm("x10") = entry;
  register void* with asm("x11") = argument;
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x30, xzr\n\t"
      "mov x0, x11\n\t"
      "blr x10\n\t"
      "brk #0\n"
      "1:"
      : "+r"(a)
      : "r"(number), "r"(b), "r"(c), "r"(d), "r"(e), "r"(start), "r"(with)
      : "cc", "memory");
  return static_cast<long>(a);
}
#else
#error "rouse knows how to clone on x86-64 and aarch64"
#endif

template <class T>
std::uint64_t word(T* pointer) {
  return reinterpret_cast<std::uint64_t>(pointer);
}

/// The kernel gives a sibling (CLONE_PARENT) the exit signal of its creator, and refuses another one.
std::uint64_t exit_signal(const CloneRequest& request) {
  return (request.flags & CLONE_PARENT) != 0 ? 0 : SIGCHLD;
}

}  // namespace

Result<Cloned> clone_modern(const CloneRequest& request) {
  int pidfd = -1;
  clone_args args{};
  args.flags = request.flags | CLONE_PIDFD;
  args.pidfd = word(&pidfd);
  args.child_tid = word(request.child_tid);
  args.parent_tid = word(request.parent_tid);
  args.exit_signal = exit_signal(request);
  args.stack = word(request.stack);
  args.stack_size = request.stack_bytes;
  RawCall call{.number = SYS_clone3, .a = word(&args), .b = sizeof args, .c = 0, .d = 0, .e = 0};
  long result = call_returning_twice(call, request.entry, request.argument);
  if (result < 0) return failed("clone3", static_cast<int>(-result), {});
  return Cloned{.pid = static_cast<pid_t>(result), .pidfd = Fd(pidfd)};
}

Result<Cloned> clone_old(const CloneRequest& request) {
  RawCall call{.number = SYS_clone,
               .a = (request.flags & ~signal_bits) | SIGCHLD,
               .b = word(request.stack + request.stack_bytes),
               .c = word(request.parent_tid),
               .d = word(request.child_tid),
               .e = 0};
#if defined(__aarch64__)
  std::swap(call.d, call.e);
#endif
  long result = call_returning_twice(call, request.entry, request.argument);
  if (result < 0) return failed("clone", static_cast<int>(-result), {});
  Result<Fd> pidfd = pidfd_open(static_cast<pid_t>(result));
  return Cloned{.pid = static_cast<pid_t>(result), .pidfd = pidfd ? std::move(*pidfd) : Fd()};
}

}  // namespace rouse::sys
