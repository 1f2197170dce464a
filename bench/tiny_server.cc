// The server that every contender starts: it writes "ok\n" to its caller and is gone. No libc, one page of
// code, so that the start of a process and nothing else is measured. With any argument, a caller from
// 127.x.x.2 is held: the server stays until that caller hangs up.
#include <linux/net.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

namespace {

#if defined(__x86_64__)
long call(long number, long a, long b, long c) {
  long result = 0;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
long call(long number, long a, long b, long c) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}
#else
#error "tiny_server knows the system calls of x86_64 and aarch64 only"
#endif

constexpr long caller_fd = 0;

bool caller_wants_to_stay() {
  sockaddr_in peer{};
  socklen_t size = sizeof peer;
  const long failed =
      call(SYS_getpeername, caller_fd, reinterpret_cast<long>(&peer), reinterpret_cast<long>(&size));
  return failed == 0 && peer.sin_family == AF_INET && (__builtin_bswap32(peer.sin_addr.s_addr) & 0xff) == 2;
}

void wait_for_hang_up() {
  char byte = 0;
  while (call(SYS_read, caller_fd, reinterpret_cast<long>(&byte), 1) > 0) {
  }
}

}  // namespace

extern "C" [[noreturn]] void serve(const long* stack) {
  call(SYS_write, 1, reinterpret_cast<long>("ok\n"), 3);
  const long argc = *stack;
  if (argc > 1 && caller_wants_to_stay()) wait_for_hang_up();
  for (;;) call(SYS_exit_group, 0, 0, 0);
}

#if defined(__x86_64__)
asm(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call serve\n");
#else
asm(".globl _start\n_start:\n  mov x0, sp\n  bl serve\n");
#endif
