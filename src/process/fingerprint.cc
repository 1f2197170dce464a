#include "process/fingerprint.h"

namespace rouse::process {

namespace {

constexpr std::uint64_t prime = 1099511628211U;
constexpr unsigned byte_bits = 8;

/// What is not there is not 0.
template <class Number>
void add_optional(Fingerprint& out, const std::optional<Number>& number) {
  out.add(number.has_value() ? 1 : 0);
  if (number) out.add(static_cast<std::uint64_t>(*number));
}

void add_all(Fingerprint& out, const Strings& texts) {
  out.add(texts.size());
  for (const std::string& text : texts) out.add(text);
}

}  // namespace

Fingerprint& Fingerprint::add(std::uint64_t number) {
  for (unsigned bits = 0; bits < 64; bits += byte_bits) hash_ = (hash_ ^ (number >> bits & 0xff)) * prime;
  return *this;
}

Fingerprint& Fingerprint::add(std::string_view text) {
  add(text.size());
  for (char c : text) hash_ = (hash_ ^ static_cast<std::uint8_t>(c)) * prime;
  return *this;
}

Fingerprint fingerprint_of(const Recipe& recipe) {
  Fingerprint out;
  out.add(recipe.path);
  add_all(out, recipe.argv);
  add_all(out, recipe.env ? *recipe.env : Strings{});
  add_optional(out, recipe.uid);
  add_optional(out, recipe.gid);
  out.add(recipe.groups.size());
  for (gid_t group : recipe.groups) out.add(std::uint64_t{group});
  out.add(recipe.set_groups ? 1 : 0);
  add_optional(out, recipe.umask);
  add_optional(out, recipe.nice);
  const config::ResourceLimits& limits = recipe.limits;
  for (const auto& limit :
       {limits.files, limits.as_bytes, limits.cpu_s, limits.data_bytes, limits.rss_bytes, limits.stack_bytes})
    add_optional(out, limit);
  return out.add(recipe.soft_files).add(recipe.hard_files);
}

}  // namespace rouse::process
