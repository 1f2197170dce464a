#include "process/limits.h"

#include <optional>

namespace rouse::process {

/// A limit of 0 is one that is not applied (reference/xinetd.md 3).
std::vector<LimitStep> limits_of(const Recipe& recipe) {
  std::vector<LimitStep> out;
  auto add = [&out](int resource, std::uint64_t soft, std::uint64_t hard) {
    if (soft != 0) out.push_back({.resource = resource, .value = {.rlim_cur = soft, .rlim_max = hard}});
  };
  auto add_both = [&add](int resource, const std::optional<std::uint64_t>& limit) {
    add(resource, limit.value_or(0), limit.value_or(0));
  };
  // First what the daemon was started with: rlimit_files may be more than this user can have.
  add(RLIMIT_NOFILE, recipe.soft_files, recipe.hard_files);
  add_both(RLIMIT_NOFILE, recipe.limits.files);
  add_both(RLIMIT_AS, recipe.limits.as_bytes);
  add_both(RLIMIT_CPU, recipe.limits.cpu_s);
  add_both(RLIMIT_DATA, recipe.limits.data_bytes);
  add_both(RLIMIT_RSS, recipe.limits.rss_bytes);
  add_both(RLIMIT_STACK, recipe.limits.stack_bytes);
  return out;
}

}  // namespace rouse::process
