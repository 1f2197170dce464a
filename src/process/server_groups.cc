#include "process/server_groups.h"

namespace rouse::process {

std::optional<sys::User> groups_account(const config::ServiceConfig& config) {
  if (!config.groups.value_or(false) || !config.user) return std::nullopt;
  const config::Account& user = *config.user;
  if (!user.numeric) return sys::User{user.name, user.id.value_or(0), user.primary_gid};
  Result<sys::User> found = sys::user(uid_t{user.id.value_or(0)});
  return found ? std::optional(*found) : std::nullopt;
}

std::vector<gid_t> groups_of(const std::optional<sys::User>& user) {
  if (!user) return {};
  return sys::groups_of(user->name, user->gid).value_or(std::vector<gid_t>{user->gid});
}

}  // namespace rouse::process
