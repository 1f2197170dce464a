#include <fmt/format.h>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// Adds every value to `set`; the first unknown one is bad. xinetd keeps what stood before it, which matters
/// to nobody: the service is dropped.
template <class E, std::size_t N>
bool add_keywords(Setting& setting, const std::array<Keyword<E>, N>& table, std::string_view what,
                  FlagSet<E>& set) {
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::optional<E> value = value_of(table, setting.value(i));
    if (!value)
      return setting.bad(setting.place(i), fmt::format("Bad {}: {}", what, escaped(setting.value(i))),
                         meant(table, setting.value(i)));
    set.add(*value);
  }
  return true;
}

/// Each is a question to rpcbind.
constexpr int rpc_versions_limit = 256;

Rpc& rpc_of(Setting& setting) {
  std::optional<Rpc>& rpc = setting.service().rpc;
  if (!rpc) rpc.emplace();
  return *rpc;
}

}  // namespace

bool id(Setting& setting) {
  setting.service().id = setting.value();
  return true;
}

bool type(Setting& setting) {
  return add_keywords(setting, type_keywords, "service type", setting.service().type);
}

bool flags(Setting& setting) {
  return add_keywords(setting, flag_keywords, "service flag", setting.service().flags);
}

/// disable = no after a bad value would revive the service under xinetd (reference/xinetd.md 2.2).
bool disable(Setting& setting) {
  std::optional<bool> off = value_of(yes_no_keywords, setting.value());
  if (!off) return setting.bad(setting.place(0), fmt::format("Bad value: {}", escaped(setting.value())));
  setting.draft.off = *off;
  if (!*off && !setting.draft.fault.empty())
    setting.differs(
        setting.place(0),
        fmt::format("disable = no does not bring back service {}, which a bad value has dropped (xinetd "
                    "would run it without that attribute)",
                    setting.draft.label()));
  return true;
}

bool enabled(Setting& setting) {
  for (const Token& value : setting.values()) setting.draft.enabled.push_back(lower(value.text));
  return true;
}

bool disabled(Setting& setting) {
  for (const Token& value : setting.values()) setting.draft.disabled.push_back(lower(value.text));
  return true;
}

bool rpc_version(Setting& setting) {
  std::string_view range = setting.value();
  std::size_t dash = range.find('-');
  std::optional<int> from = signed_number(range.substr(0, dash));
  std::optional<int> to = dash == std::string_view::npos ? from : signed_number(range.substr(dash + 1));
  if (!from || !to || *from < 0 || *from > *to)
    return setting.bad(setting.place(0), fmt::format("bad version range: {}", escaped(range)));
  if (*to - *from >= rpc_versions_limit)
    return setting.bad(setting.place(0), fmt::format("bad version range: {} ({} versions are the most)",
                                                     escaped(range), rpc_versions_limit));
  rpc_of(setting).version_from = static_cast<std::uint32_t>(*from);
  rpc_of(setting).version_to = static_cast<std::uint32_t>(*to);
  return true;
}

bool rpc_number(Setting& setting) {
  std::optional<int> number = signed_number(setting.value());
  if (!number || *number < 0)
    return setting.bad(setting.place(0), fmt::format("Error parsing: {}", escaped(setting.value())));
  rpc_of(setting).program = static_cast<std::uint32_t>(*number);
  return true;
}

bool ignored(Setting& setting) {
  setting.warn(setting.place(),
               fmt::format("bad service attribute: {}; it has no effect here, the line is ignored",
                           escaped(setting.assignment.name.text)));
  return true;
}

}  // namespace rouse::config::handle
