#include "warm/call.h"

#include <algorithm>
#include <cstring>

#include "process/limits.h"

namespace rouse::warm {

namespace {

park::Call head_of(const process::Recipe& recipe, Tag tag) {
  park::Call out{};
  out.version = park::version;
  out.tag = tag;
  out.sets_nice = recipe.nice ? 1 : 0;
  out.nice = recipe.nice.value_or(0);
  out.sets_umask = recipe.umask ? 1 : 0;
  out.umask = recipe.umask.value_or(0);
  for (const process::LimitStep& limit : process::limits_of(recipe))
    out.limits[out.limit_count++] = {limit.resource, 0, limit.value.rlim_cur, limit.value.rlim_max};
  return out;
}

}  // namespace

std::vector<std::byte> call_of(const process::Recipe& recipe, Tag tag, const process::Strings& variables) {
  park::Call head = head_of(recipe, tag);
  std::size_t bytes = sizeof head;
  for (const std::string& variable : variables) {
    if (process::overrules(recipe, variable)) continue;
    ++head.variable_count;
    bytes += variable.size() + 1;
  }
  if (bytes > park::call_bytes_most) return {};
  std::vector<std::byte> out(bytes);
  std::memcpy(out.data(), &head, sizeof head);
  std::byte* at = out.data() + sizeof head;
  for (const std::string& variable : variables) {
    if (process::overrules(recipe, variable)) continue;
    std::memcpy(at, variable.c_str(), variable.size() + 1);
    at += variable.size() + 1;
  }
  return out;
}

}  // namespace rouse::warm
