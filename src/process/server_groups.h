// The supplementary groups of a server with `groups = yes`. They are asked of the machine's databases (NSS),
// so this may block: for start and reload.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "config/service_config.h"
#include "sys/account.h"

namespace rouse::process {

/// The account whose groups a server has besides its own; a user who is given as a number is looked up for
/// it.
std::optional<sys::User> groups_account(const config::ServiceConfig& config);
/// The user's own group is among them even where `group` names another, as with xinetd; nobody: none.
std::vector<gid_t> groups_of(const std::optional<sys::User>& user);

}  // namespace rouse::process
