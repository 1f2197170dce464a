#include "sys/account.h"

#include <grp.h>
#include <pwd.h>

#include <cerrno>

namespace rouse::sys {

namespace {

constexpr std::size_t record_bytes = 1024;
constexpr std::size_t record_bytes_max = std::size_t{1} << 24;

/// Calls a getXXX_r with a buffer that grows while it answers ERANGE. True: found.
template <class Record, class Call>
Result<bool> look_up(Record& record, std::string& buffer, std::string_view what, const std::string& thing,
                     Call call) {
  for (std::size_t bytes = record_bytes; bytes <= record_bytes_max; bytes *= 4) {
    buffer.resize(bytes);
    Record* found = nullptr;
    int code = call(&record, buffer.data(), buffer.size(), &found);
    if (code == 0) return found != nullptr;
    if (code == ENOENT || code == ESRCH) return false;
    if (code != ERANGE && code != EINTR) return failed(what, code, thing);
  }
  return failed(what, ERANGE, thing);
}

Result<User> user_record(Result<bool> found, const passwd& record, const std::string& thing) {
  if (!found) return std::unexpected(found.error());
  if (!*found) return failed("no such user", 0, thing);
  return User{.name = record.pw_name, .uid = record.pw_uid, .gid = record.pw_gid};
}

}  // namespace

Result<User> user(const std::string& name) {
  passwd record{};
  std::string buffer;
  Result<bool> found = look_up(record, buffer, "getpwnam", name,
                               [&](auto... rest) { return ::getpwnam_r(name.c_str(), rest...); });
  return user_record(std::move(found), record, name);
}

Result<User> user(uid_t uid) {
  passwd record{};
  std::string buffer;
  std::string thing = std::to_string(uid);
  Result<bool> found =
      look_up(record, buffer, "getpwuid", thing, [&](auto... rest) { return ::getpwuid_r(uid, rest...); });
  return user_record(std::move(found), record, thing);
}

Result<gid_t> group(const std::string& name) {
  ::group record{};
  std::string buffer;
  Result<bool> found = look_up(record, buffer, "getgrnam", name,
                               [&](auto... rest) { return ::getgrnam_r(name.c_str(), rest...); });
  if (!found) return std::unexpected(found.error());
  if (!*found) return failed("no such group", 0, name);
  return record.gr_gid;
}

Result<std::vector<gid_t>> groups_of(const std::string& name, gid_t gid) {
  std::vector<gid_t> groups(32);
  for (int attempt = 0; attempt < 4; ++attempt) {
    int count = static_cast<int>(groups.size());
    int got = ::getgrouplist(name.c_str(), gid, groups.data(), &count);
    groups.resize(static_cast<std::size_t>(count));
    if (got >= 0) return groups;
  }
  return failed("getgrouplist", ERANGE, name);
}

}  // namespace rouse::sys
