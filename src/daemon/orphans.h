// Orphans: servers whose parent was a keeper that was killed. The keeper that followed is not their parent:
// it sees their ends by their pidfds, and how they ended as far as the kernel tells (Linux 6.15).
#pragma once

#include <sys/types.h>

#include <vector>

#include "base/fd.h"
#include "loop/task.h"
#include "process/book.h"

namespace rouse::daemon {

struct Orphan {
  pid_t pid = 0;
  Fd pidfd;
};

/// Writes the ends of `orphans` into the book, each as it ends, and takes them off; both must outlive the
/// task.
loop::Task attend_orphan(loop::Loop* loop, process::Book* book, std::vector<Orphan>* orphans, pid_t pid);

}  // namespace rouse::daemon
