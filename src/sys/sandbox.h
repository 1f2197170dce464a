// Sandbox: how a process gives up, for good, what it does not need.
#pragma once

#include <sys/types.h>

#include <span>

#include "base/error.h"

namespace rouse::sys {

/// Is this program built with a sanitizer, whose runtime needs files and threads that a sandbox takes away?
bool is_sanitized();
/// Another account for good: no supplementary groups, all three ids. Root's capabilities go with it, those
/// that exec could give back too.
Result<void> become(uid_t uid, gid_t gid);
/// An empty folder that no name leads to is the root from now on. Needs root.
Result<void> empty_root();
/// No capability is left, and no exec gives more rights than this process has.
Result<void> renounce_privileges();
/// Whether others of this account may trace the process and read its memory. A change of account says no.
Result<void> set_dumpable(bool dumpable);
/// A socket option as setsockopt(2) takes it.
struct SocketOption {
  int level = 0;
  int name = 0;
};
/// System calls (SYS_...) that a process keeps.
struct CallRules {
  std::span<const int> allowed;
  std::span<const int> socket_domains;           // socket(2) for these (AF_...); EPERM for others
  std::span<const SocketOption> socket_options;  // setsockopt(2) for these; EPERM for others
  std::span<const int> refused;                  // they fail with EPERM
};
/// Any other call ends the process (SIGSYS) from now on. Needs renounce_privileges() first.
Result<void> allow_only(const CallRules& rules);

}  // namespace rouse::sys
