#include "sysv/plan.h"

#include <algorithm>
#include <string>
#include <utility>

namespace rouse::sysv {

namespace {

/// The links that a level has of the service are to become `wanted` alone, or none.
std::optional<LinkChange> change(std::span<const PlacedLink> links, int level, std::optional<Link> wanted) {
  LinkChange out{level, std::move(wanted), {}};
  bool there = false;
  for (const PlacedLink& link : links) {
    if (link.level != level) continue;
    if (out.make && link == *out.make)
      there = true;
    else
      out.remove.push_back(link);
  }
  if (there) out.make.reset();
  if (!out.make && out.remove.empty()) return std::nullopt;
  return out;
}

}  // namespace

Plan place(const LinkTable& links, std::string_view service, Levels levels, Levels on, Numbers numbers) {
  Plan out;
  for (int level : every_level) {
    if (!levels.has(level)) continue;
    Link wanted = on.has(level) ? Link{LinkKind::start, numbers.start, std::string(service)}
                                : Link{LinkKind::stop, numbers.stop, std::string(service)};
    if (auto difference = change(links.of(service), level, std::move(wanted)))
      out.push_back(*std::move(difference));
  }
  return out;
}

Plan remove_all(const LinkTable& links, std::string_view service) {
  Plan out;
  for (int level : every_level)
    if (auto difference = change(links.of(service), level, std::nullopt))
      out.push_back(*std::move(difference));
  return out;
}

}  // namespace rouse::sysv
