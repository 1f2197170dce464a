// clone: a child that shares this process's memory and runs `entry` on a stack of its own. Raw: no libc in
// the child.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// What the child is to be. `entry` must not return, touch libc, errno or anything that is thread-local.
struct CloneRequest {
  std::uint64_t flags = 0;      // CLONE_VM, CLONE_FILES, ...; CLONE_PIDFD is added
  pid_t* parent_tid = nullptr;  // written by the kernel before the child runs (CLONE_PARENT_SETTID)
  pid_t* child_tid = nullptr;   // cleared by the kernel at the child's exec or exit (CLONE_CHILD_CLEARTID)
  std::byte* stack = nullptr;   // lowest address
  std::size_t stack_bytes = 0;
  void (*entry)(void*) = nullptr;
  void* argument = nullptr;
};

struct Cloned {
  pid_t pid = 0;
  Fd pidfd;  // none where the kernel could not give one
};

/// clone3; ENOSYS where the kernel, or a container's filter, does not have it (also for EPERM of a filter).
Result<Cloned> clone_modern(const CloneRequest& request);
/// The old clone with the flags it can take, then pidfd_open.
Result<Cloned> clone_old(const CloneRequest& request);

}  // namespace rouse::sys
