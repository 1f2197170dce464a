#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/text.h"
#include "config/handlers.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

/// 0 is "do not touch", as under xinetd.
bool read_limit(Setting& setting, std::optional<std::uint64_t> (*parse)(std::string_view),
                std::string_view what, std::optional<std::uint64_t>& out) {
  std::string_view text = setting.value();
  std::optional<std::uint64_t> value = same_word(text, "UNLIMITED") ? RLIM_INFINITY : parse(text);
  if (!value)
    return setting.bad(setting.place(0), fmt::format("{} limit is invalid: {}", what, escaped(text)));
  out = *value == 0 ? std::nullopt : value;
  return true;
}

bool read_count(Setting& setting, std::string_view what, Limit& out) {
  std::optional<Limit> limit = count_or_unlimited(setting.value());
  if (!limit)
    return setting.bad(setting.place(0),
                       fmt::format("Number of {} is invalid: {}", what, escaped(setting.value())));
  out = *limit;
  return true;
}

/// A year is longer than anybody waits.
bool read_seconds(Setting& setting, Limit& out) {
  constexpr std::uint64_t longest_s = std::uint64_t{365} * 24 * 3600;
  return setting.read_limit(0, longest_s, "seconds", out);
}

}  // namespace

bool instances(Setting& setting) { return read_count(setting, "instances", setting.service().instances); }

bool per_source(Setting& setting) {
  return read_count(setting, "per source instances", setting.service().per_source);
}

bool per_source_prefix(Setting& setting) {
  std::optional<std::uint64_t> bits = whole_number(setting.value(), ipv6_bits);
  if (!bits || *bits == 0)
    return setting.bad(setting.place(0), fmt::format("per_source_prefix takes 1 to {} bits, not {}",
                                                     ipv6_bits, escaped(setting.value())));
  setting.service().per_source_prefix = static_cast<unsigned>(*bits);
  return true;
}

bool cps(Setting& setting) {
  std::optional<std::uint64_t> connections = unsigned_number(setting.value(0));
  if (!connections)
    return setting.bad(setting.place(0),
                       fmt::format("cps argument not a number: {}", escaped(setting.value(0))));
  std::optional<std::uint64_t> wait = unsigned_number(setting.value(1));
  if (!wait)
    return setting.bad(setting.place(1),
                       fmt::format("cps time argument not a number: {}", escaped(setting.value(1))));
  setting.service().cps.connections = *connections;
  setting.service().cps.wait_s = *wait;
  return true;
}

/// An hour is more than anybody counts; a window that never ends would never open again.
bool cps_window(Setting& setting) {
  constexpr std::uint64_t longest_s = 3600;
  std::optional<std::uint64_t> seconds = whole_number(setting.value(), longest_s);
  if (!seconds || *seconds == 0)
    return setting.bad(setting.place(0), fmt::format("cps_window takes 1 to {} seconds, not {}", longest_s,
                                                     escaped(setting.value())));
  setting.service().cps.window_s = *seconds;
  return true;
}

bool timeout(Setting& setting) { return read_seconds(setting, setting.service().timeout_s); }

bool idle_timeout(Setting& setting) { return read_seconds(setting, setting.service().idle_timeout_s); }

bool max_load(Setting& setting) {
  std::optional<double> load = load_average(setting.value());
  if (!load)
    return setting.bad(setting.place(0),
                       fmt::format("error reading max_load argument: {}", escaped(setting.value())));
  if (*load == 0)
    return setting.bad(setting.place(0), "error parsing max_load argument: 0 would refuse everybody");
  setting.service().max_load = *load;
  return true;
}

bool rlimit_as(Setting& setting) {
  return read_limit(setting, size_bytes, "Address space", setting.service().limits.as_bytes);
}

bool rlimit_cpu(Setting& setting) {
  return read_limit(setting, unsigned_number, "CPU", setting.service().limits.cpu_s);
}

bool rlimit_data(Setting& setting) {
  return read_limit(setting, size_bytes, "Data", setting.service().limits.data_bytes);
}

bool rlimit_files(Setting& setting) {
  return read_limit(setting, size_bytes, "Max files", setting.service().limits.files);
}

bool rlimit_rss(Setting& setting) {
  return read_limit(setting, size_bytes, "RSS", setting.service().limits.rss_bytes);
}

bool rlimit_stack(Setting& setting) {
  return read_limit(setting, size_bytes, "Stack", setting.service().limits.stack_bytes);
}

bool deny_time(Setting& setting) {
  std::optional<int> minutes = signed_number(setting.value());
  if (same_word(setting.value(), "FOREVER")) minutes = -1;
  if (same_word(setting.value(), "NEVER")) minutes = 0;
  if (!minutes)
    return setting.bad(setting.place(0), fmt::format("Error parsing: {}", escaped(setting.value())));
  if (*minutes < -1)
    setting.differs(setting.place(0),
                    "less than -1 minutes mean FOREVER (xinetd would forget the caller within one)");
  setting.service().deny_time_min = std::max(*minutes, -1);
  return true;
}

}  // namespace rouse::config::handle
