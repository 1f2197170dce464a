#include "park/parked.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>

#include <csignal>
#include <cstdint>

#include "park/child.h"
#include "park/kernel.h"
#include "park/open_files.h"
#include "park/outsiders.h"
#include "park/pair.h"
#include "park/shared_memory.h"
#include "park/text.h"

namespace rouse::park {

namespace {

/// What the kernel forgets of a thread in a fork, and libc has told it only once.
struct Registrations {
  void* tid_address = nullptr;
  void* robust_list = nullptr;
  std::size_t robust_bytes = 0;
};

/// A child of this process's parent, so that its end is seen as that of any server, whatever becomes of this
/// one. libc's cached number of the thread is right in it, as after libc's own fork.
long fork_sibling(void* tid_address) {
  constexpr std::uint64_t flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#if defined(__x86_64__)
  return call(SYS_clone, flags, 0, 0, tid_address, 0);
#else
  return call(SYS_clone, flags, 0, 0, 0, tid_address);
#endif
}

Registrations registrations() {
  Registrations out;
  if (call(SYS_prctl, PR_GET_TID_ADDRESS, &out.tid_address) != 0 || out.tid_address == nullptr)
    say_unfit(Reason::no_tid_address);
  call(SYS_get_robust_list, 0, &out.robust_list, &out.robust_bytes);
  return out;
}

/// Where nobody has heard of this child, nobody would see its end. Others are let in when there is nothing of
/// the parked process's to be had here any more: who took the pair would have the callers that come next.
Variables begin_child(const Registrations& registered, const Received& received, const Openness& before) {
  if (!say(Kind::here, received.call->tag, 0)) end(0);
  close_pair();
  let_in_others(before);
  if (registered.robust_list != nullptr)
    call(SYS_set_robust_list, registered.robust_list, registered.robust_bytes);
  become_server(*received.call, received.caller);
  return {
      .text = received.variables, .bytes = received.variable_bytes, .count = received.call->variable_count};
}

}  // namespace

bool is_single() {
  char text[4096];
  long fd = call(SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  long got = call(SYS_read, fd, text, sizeof text - 1);
  call(SYS_close, fd);
  text[got > 0 ? got : 0] = '\0';
  return contains(text, "\nThreads:\t1\n");
}

Variables wait_for_callers() {
  if (!keeps_pair()) end(0);
  if (!is_single()) say_unfit(Reason::has_threads);
  if (!note_open_files()) say_unfit(Reason::shares_descriptors);
  if (shares_memory()) say_unfit(Reason::shares_memory);
  Registrations registered = registrations();
  Openness before = shut_out_others();
  say(Kind::parked, 0, 0);
  for (Received received = next_caller(); received.caller >= 0; received = next_caller()) {
    long child = fork_sibling(registered.tid_address);
    if (child == 0) return begin_child(registered, received, before);
    if (child < 0) say(Kind::failed, received.call->tag, static_cast<std::uint32_t>(-child));
    call(SYS_close, received.caller);
    if (child > 0 && !renew_open_files()) end(0);
  }
  end(0);
}

}  // namespace rouse::park
