// Accounts: users and groups by name, as the system's databases (NSS) have them. May block; never in the
// loop.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace rouse::sys {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// By name; an error without errno (code 0) when there is no such user.
Result<User> user(const std::string& name);
/// By number, as above.
Result<User> user(uid_t uid);
/// By name; an error with code 0 when there is no such group.
Result<gid_t> group(const std::string& name);
/// The supplementary groups that initgroups(name, gid) would set, `gid` among them.
Result<std::vector<gid_t>> groups_of(const std::string& name, gid_t gid);

}  // namespace rouse::sys
