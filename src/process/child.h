// The child: what happens between clone and exec, as a list of plain values laid out before clone, and the
// one function that walks it (reference/xinetd.md 4.3). It shares the steward's memory, so it makes raw
// system calls only.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>

#include "process/limits.h"

namespace rouse::process {

/// The word through which a child tells how far it is; 0 is the kernel's (CLONE_CHILD_CLEARTID).
enum Life : std::uint32_t {
  life_gone = 0,     // exec or exit: the stack and these steps are free again
  life_coming = 1,   // has not taken its caller yet
  life_awaited = 2,  // the same, and the steward sleeps until it has
  life_settled = 3,  // has a descriptor table of its own, with its caller
};

/// What the child does. Pointers only to memory that lives until `life` is gone.
struct ChildSteps {
  std::uint32_t* life = nullptr;
  std::uint32_t* report = nullptr;  // the slot's
  std::uint32_t* taken = nullptr;   // set once the caller has been taken
  bool shares_table = true;         // the table is the steward's until it is unshared
  int baton = -1;                   // the far end of the baton; nothing above it is needed
  msghdr* message = nullptr;        // to receive from it
  int* given = nullptr;             // where the message brings the numbers of what it is given
  std::uint32_t given_count = 0;
  char* own_pid = nullptr;  // where LISTEN_PID has room for its number
  const int* ignored_signals = nullptr;
  std::uint32_t ignored_count = 0;
  bool set_gid = false, set_groups = false, set_uid = false, set_umask = false, set_nice = false;
  gid_t gid = 0;
  const gid_t* groups = nullptr;
  std::uint32_t group_count = 0;
  uid_t uid = 0;
  mode_t umask = 0;
  int nice = 0;
  LimitStep limits[limit_steps_most];  // plain: a checked access would call libc
  std::uint32_t limit_count = 0;
  const char* path = nullptr;
  char* const* argv = nullptr;
  char* const* envp = nullptr;
};

/// The child's whole life (`steps` is a ChildSteps*). Exit status of a failed start: 127 when there is no
/// such server, 126 when it cannot be executed, 1 for every earlier stage; xinetd gives 0 for all of them.
[[noreturn]] void child_main(void* steps);

}  // namespace rouse::process
