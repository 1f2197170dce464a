#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// The largest id there is; the one above means "unchanged" to the kernel.
constexpr std::uint64_t id_max = UINT32_MAX - 1;

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

/// A number is taken as it is: passwd is not consulted, and the group is the same number.
bool user(Setting& setting) {
  Account account;
  account.name = setting.value();
  if (all_digits(account.name)) {
    std::optional<std::uint64_t> number = whole_number(account.name, id_max);
    if (!number)
      return setting.bad(setting.place(0), fmt::format("Error parsing user as a number: {}", account.name));
    account.numeric = true;
    account.id = account.primary_gid = static_cast<std::uint32_t>(*number);
  } else if (!setting.world.language_only()) {
    std::optional<UserRecord> record = setting.world.user(account.name);
    if (!record) return setting.bad(setting.place(0), fmt::format("Unknown user: {}", escaped(account.name)));
    account.id = record->uid;
    account.primary_gid = record->gid;
  }
  setting.service().user = std::move(account);
  return true;
}

bool group(Setting& setting) {
  Account account;
  account.name = setting.value();
  if (all_digits(account.name)) {
    std::optional<std::uint64_t> number = whole_number(account.name, id_max);
    if (!number)
      return setting.bad(setting.place(0), fmt::format("Error parsing group as a number: {}", account.name));
    account.numeric = true;
    account.id = static_cast<std::uint32_t>(*number);
  } else if (!setting.world.language_only()) {
    account.id = setting.world.group(account.name);
    if (!account.id)
      return setting.bad(setting.place(0), fmt::format("Unknown group: {}", escaped(account.name)));
  }
  setting.service().group = std::move(account);
  return true;
}

bool groups(Setting& setting) {
  std::optional<bool> value = value_of(yes_no_keywords, setting.value());
  if (!value)
    return setting.bad(setting.place(0), fmt::format("Bad value for groups: {}", escaped(setting.value())));
  setting.service().groups = *value;
  return true;
}

bool umask(Setting& setting) {
  std::optional<mode_t> mask = file_mask(setting.value());
  if (!mask)
    return setting.bad(setting.place(0), fmt::format("umask argument is invalid: {} (octal, 0 to 0777)",
                                                     escaped(setting.value())));
  setting.service().umask = *mask;
  return true;
}

bool nice(Setting& setting) {
  std::optional<int> value = signed_number(setting.value());
  if (!value)
    return setting.bad(setting.place(0), fmt::format("Error parsing: {}", escaped(setting.value())));
  setting.service().nice = *value;
  return true;
}

bool server(Setting& setting) {
  std::string path(setting.value());
  if (!path.starts_with('/'))
    return setting.bad_unlike_xinetd(
        setting.place(0),
        fmt::format("Server {} is not executable: its path must begin with /", escaped(path)),
        "xinetd looks for it in the directory it was started in, and later in /");
  if (!setting.world.language_only()) {
    Result<void> executable = setting.world.executable(path);
    if (!executable)
      return setting.bad(setting.place(0), fmt::format("Server {} is not executable ({})", escaped(path),
                                                       executable.error().text()));
  }
  setting.service().server = std::move(path);
  return true;
}

bool server_args(Setting& setting) {
  for (const Token& value : setting.values()) setting.service().server_args.emplace_back(value.text);
  return true;
}

bool env(Setting& setting) {
  if (setting.op == Operator::remove)
    return setting.bad(setting.place(), "operator '-=' not supported for env attribute");
  std::vector<std::string>& env = setting.service().env;
  if (setting.op == Operator::set) env.clear();
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    if (setting.value(i).find('=') == std::string_view::npos)
      return setting.bad(setting.place(i), fmt::format("{} has no '='", escaped(setting.value(i))));
    env.emplace_back(setting.value(i));
  }
  return true;
}

/// Names are compared case-insensitively for double ones; a variable that the daemon does not have is
/// skipped.
bool passenv(Setting& setting) {
  std::optional<std::vector<std::string>>& list = setting.service().passenv;
  if (!list || setting.op == Operator::set) list.emplace();
  std::unordered_set<std::string> named;
  if (setting.op == Operator::remove) {
    for (const Token& value : setting.values()) named.insert(lower(value.text));
    std::erase_if(*list, [&](const std::string& name) { return named.contains(lower(name)); });
    return true;
  }
  for (const std::string& name : *list) named.insert(lower(name));
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::string name(setting.value(i));
    if (!named.insert(lower(name)).second) continue;
    if (setting.world.language_only() || setting.world.has_environment(name))
      list->push_back(std::move(name));
    else
      setting.warn(setting.place(i), fmt::format("undefined environment variable: {}", escaped(name)));
  }
  return true;
}

bool libwrap(Setting& setting) {
  setting.service().libwrap = setting.value();
  return true;
}

}  // namespace rouse::config::handle
