#include "park/outsiders.h"

#include <sys/prctl.h>

#include "park/kernel.h"

namespace rouse::park {

namespace {

/// What the kernel says of a process into which others of its user may look.
constexpr long is_its_users = 1;  // SUID_DUMP_USER

}  // namespace

bool shut_out_others() {
  if (call(SYS_prctl, PR_GET_DUMPABLE) != is_its_users) return false;
  call(SYS_prctl, PR_SET_DUMPABLE, 0);
  return true;
}

void let_in_others() { call(SYS_prctl, PR_SET_DUMPABLE, is_its_users); }

}  // namespace rouse::park
