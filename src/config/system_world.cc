#include "config/system_world.h"

#include <cstdlib>
#include <utility>

#include "sys/account.h"
#include "sys/file.h"
#include "sys/lookup.h"

namespace rouse::config {

SystemWorld::SystemWorld() : SystemWorld(sys::addresses_of) {}

SystemWorld::SystemWorld(Resolve resolve) : resolve_(std::move(resolve)) {}

std::optional<UserRecord> SystemWorld::user(const std::string& name) {
  auto [entry, is_new] = users_.try_emplace(name);
  if (is_new)
    if (Result<sys::User> user = sys::user(name)) entry->second = UserRecord{user->uid, user->gid};
  return entry->second;
}

std::optional<std::uint32_t> SystemWorld::group(const std::string& name) {
  auto [entry, is_new] = groups_.try_emplace(name);
  if (is_new)
    if (Result<gid_t> gid = sys::group(name)) entry->second = *gid;
  return entry->second;
}

Result<void> SystemWorld::executable(const std::string& path) { return sys::executable(path); }

bool SystemWorld::has_environment(const std::string& name) { return std::getenv(name.c_str()) != nullptr; }

std::vector<net::Address> SystemWorld::resolve(const std::string& host) {
  auto [entry, is_new] = hosts_.try_emplace(host);
  if (is_new) entry->second = resolve_(host);
  return entry->second;
}

}  // namespace rouse::config
