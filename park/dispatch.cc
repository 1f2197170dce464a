#include "park/dispatch.h"

#if defined(__x86_64__)

#include <linux/audit.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "park/kernel.h"
#include "park/loader_locks.h"
#include "park/pair.h"
#include "park/parked.h"
#include "park/preparation.h"
#include "park/text.h"

// Where rt_sigreturn may be called although the program may not: the handler's way back, and the way of a
// handler of the program's own, whose frame must be on top of the stack.
asm(R"(
  .text
  .globl rouse_park_gate
  .hidden rouse_park_gate
  .type rouse_park_gate, @function
rouse_park_gate:
  mov $15, %eax
  syscall
  ud2
  .size rouse_park_gate, . - rouse_park_gate
  .globl rouse_park_gate_end
  .hidden rouse_park_gate_end
rouse_park_gate_end:
)");

extern "C" {
void rouse_park_gate();
extern const char rouse_park_gate_end[];
}

namespace rouse::park {

namespace {

constexpr std::uint64_t restorer_given = 0x04000000;  // SA_RESTORER
constexpr std::uint64_t sigsys_bit = std::uint64_t{1} << (SIGSYS - 1);
/// The instruction that calls the kernel, however it does so.
constexpr long call_bytes = 2;
constexpr int code_of_dispatch = 2;  // SYS_USER_DISPATCH

/// Of <linux/prctl.h> since Linux 5.11.
constexpr int set_dispatch = 59;  // PR_SET_SYSCALL_USER_DISPATCH
constexpr int dispatch_on = 1;
constexpr char allow = 0, block = 1;

/// What the kernel looks at when a call is made.
volatile char selector = allow;
/// What the program has wanted of SIGSYS, for which it must not have its way while it is watched.
KernelSigaction wanted;
bool wants_blocked = false;
/// The number of the last call.
std::uint64_t previous = 0;

/// The set of blocked signals that the program goes on with.
std::uint64_t& mask_of(ucontext_t& context) { return *reinterpret_cast<std::uint64_t*>(&context.uc_sigmask); }

/// Of another signal: its handler must not block SIGSYS either.
long set_other_action(const std::uint64_t* with) {
  if (with[1] == 0) return call(SYS_rt_sigaction, with[0], with[1], with[2], with[3]);
  KernelSigaction action = *reinterpret_cast<const KernelSigaction*>(with[1]);
  action.mask &= ~sigsys_bit;
  return call(SYS_rt_sigaction, with[0], &action, with[2], with[3]);
}

long set_own_action(const std::uint64_t* with) {
  auto* action = reinterpret_cast<const KernelSigaction*>(with[1]);
  auto* before = reinterpret_cast<KernelSigaction*>(with[2]);
  KernelSigaction was = wanted;
  if (action != nullptr) wanted = *action;
  if (before != nullptr) *before = was;
  return 0;
}

/// The kernel's sigprocmask, on the set that holds once the handler has returned.
long set_mask(const std::uint64_t* with, ucontext_t& context) {
  if (with[3] != set_bytes) return -EINVAL;
  std::uint64_t was = mask_of(context) | (wants_blocked ? sigsys_bit : 0);
  std::uint64_t now = was;
  if (with[1] != 0) {
    std::uint64_t set = *reinterpret_cast<const std::uint64_t*>(with[1]);
    if (with[0] == SIG_BLOCK)
      now = was | set;
    else if (with[0] == SIG_UNBLOCK)
      now = was & ~set;
    else if (with[0] == SIG_SETMASK)
      now = set;
    else
      return -EINVAL;
  }
  if (with[2] != 0) *reinterpret_cast<std::uint64_t*>(with[2]) = was;
  wants_blocked = (now & sigsys_bit) != 0;
  mask_of(context) = now & ~sigsys_bit;
  return 0;
}

long make(const SystemCall& made) {
  const std::uint64_t* with = made.arguments;
  return call(static_cast<long>(made.number), with[0], with[1], with[2], with[3], with[4], with[5]);
}

/// Does what the program wants of the kernel, as if it had done so itself.
void make_for_program(const SystemCall& made, ucontext_t& context) {
  greg_t* registers = context.uc_mcontext.gregs;
  if (made.number == SYS_rt_sigreturn) {
    registers[REG_RIP] = reinterpret_cast<greg_t>(&rouse_park_gate);
  } else if (made.number == SYS_rt_sigprocmask) {
    registers[REG_RAX] = set_mask(made.arguments, context);
  } else if (made.number == SYS_rt_sigaction) {
    bool is_own = made.arguments[0] == SIGSYS;
    registers[REG_RAX] = is_own ? set_own_action(made.arguments) : set_other_action(made.arguments);
  } else {
    registers[REG_RAX] = make(made);
    // Returning sets the alternate stack, too.
    if (made.number == SYS_sigaltstack) call(SYS_sigaltstack, nullptr, &context.uc_stack);
  }
}

/// raise(), with numbers that the program has just asked for.
bool signals_itself(const SystemCall& made) {
  if (made.number != SYS_tgkill) return false;
  return static_cast<long>(made.arguments[0]) == call(SYS_getpid) &&
         static_cast<long>(made.arguments[1]) == call(SYS_gettid);
}

/// Waits for callers. In the child the program goes on with the call that it was about to make.
void park_here(const SystemCall& made, ucontext_t& context) {
  bool is_raise = signals_itself(made);
  call(SYS_rt_sigprocmask, SIG_SETMASK, &mask_of(context), nullptr, set_bytes);
  int parked = static_cast<int>(call(SYS_gettid));
  wait_for_callers();
  take_over_loader_locks(parked, static_cast<int>(call(SYS_gettid)));
  call(SYS_rt_sigaction, SIGSYS, &wanted, nullptr, set_bytes);
  if (wants_blocked) mask_of(context) |= sigsys_bit;
  greg_t* registers = context.uc_mcontext.gregs;
  if (is_raise) registers[REG_RDI] = registers[REG_RSI] = call(SYS_getpid);
  registers[REG_RIP] -= call_bytes;
}

/// libc looks for the cache of names and does without where there is none.
bool looks_for_nscd(const SystemCall& made) {
  if (made.number != SYS_connect) return false;
  auto* address = reinterpret_cast<sockaddr_un*>(made.arguments[1]);
  return address->sun_family == AF_UNIX && behind(address->sun_path, "/var/run/nscd/socket") != nullptr;
}

/// False: it is to be parked here.
bool go_on(const SystemCall& made, ucontext_t& context) {
  std::uint64_t before = previous;
  previous = made.number;
  if (looks_for_nscd(made)) {
    context.uc_mcontext.gregs[REG_RAX] = -ENOENT;
    return true;
  }
  if (!is_preparation(made, before, pair_number())) return false;
  make_for_program(made, context);
  return true;
}

SystemCall call_in(const ucontext_t& context) {
  const greg_t* registers = context.uc_mcontext.gregs;
  constexpr int places[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
  SystemCall out{.number = static_cast<std::uint64_t>(registers[REG_RAX]), .arguments = {}};
  for (int i = 0; i < 6; ++i) out.arguments[i] = static_cast<std::uint64_t>(registers[places[i]]);
  return out;
}

/// Runs with all signals blocked.
void handle(int, siginfo_t* info, void* interrupted) {
  selector = allow;
  if (info->si_code != code_of_dispatch) end(1);  // somebody has sent it
  ucontext_t& context = *static_cast<ucontext_t*>(interrupted);
  bool is_native = info->si_arch == AUDIT_ARCH_X86_64;
  SystemCall made = call_in(context);
  if (!is_native || !go_on(made, context)) park_here(made, context);
  selector = block;
}

/// Sockets on the standard descriptors: what looks at them finds what it would find with a caller there.
bool place_sockets() {
  int ends[2];
  if (call(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
  for (int place = 0; place <= STDERR_FILENO; ++place) call(SYS_dup3, ends[0], place, 0);
  call(SYS_close, ends[0]);
  call(SYS_close, ends[1]);
  return true;
}

}  // namespace

bool watch_calls() {
  if (!place_sockets()) return false;
  KernelSigaction action{.handler = handle,
                         .flags = SA_SIGINFO | restorer_given,
                         .restorer = rouse_park_gate,
                         .mask = ~std::uint64_t{0}};
  if (call(SYS_rt_sigaction, SIGSYS, &action, &wanted, set_bytes) != 0) return false;
  auto gate = reinterpret_cast<std::uint64_t>(&rouse_park_gate);
  auto gate_end = reinterpret_cast<std::uint64_t>(&rouse_park_gate_end);
  long result = call(SYS_prctl, set_dispatch, dispatch_on, gate, gate_end - gate, &selector);
  selector = block;
  return result == 0;
}

}  // namespace rouse::park

#else

namespace rouse::park {

bool watch_calls() { return false; }

}  // namespace rouse::park

#endif
