#include "sysv/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "sys/file.h"

namespace rouse::sysv {

namespace {

/// Calls `visit` for every link in the folder of the level.
template <class Visit>
Result<void> for_each_link(const Tree& tree, int level, Visit visit) {
  Result<std::vector<std::string>> names = sys::directory_names(tree.level(level));
  if (!names && names.error().code == ENOENT) return {};
  if (!names) return std::unexpected(names.error());
  for (const std::string& name : *names)
    if (std::optional<Link> link = parse_link(name)) visit(*std::move(link));
  return {};
}

}  // namespace

std::optional<Link> parse_link(std::string_view file_name) {
  if (file_name.size() < 4 || (file_name[0] != 'S' && file_name[0] != 'K')) return std::nullopt;
  std::optional<std::uint64_t> number = whole_number(file_name.substr(1, 2));
  if (!number) return std::nullopt;
  return Link{file_name[0] == 'S' ? LinkKind::start : LinkKind::stop, static_cast<int>(*number),
              std::string(file_name.substr(3))};
}

std::string file_name(const Link& link) {
  return fmt::format("{}{:02}{}", link.kind == LinkKind::start ? 'S' : 'K', link.number, link.name);
}

Result<std::vector<Link>> read_links(const Tree& tree, int level) {
  std::vector<Link> out;
  Result<void> done = for_each_link(tree, level, [&](Link link) { out.push_back(std::move(link)); });
  if (!done) return std::unexpected(done.error());
  std::ranges::sort(out);
  return out;
}

Result<LinkTable> read_links(const Tree& tree) {
  std::vector<PlacedLink> links;
  for (int level : every_level) {
    auto place = [&](Link link) { links.push_back({std::move(link), level}); };
    if (Result<void> done = for_each_link(tree, level, place); !done) return std::unexpected(done.error());
  }
  return LinkTable(std::move(links));
}

LinkTable::LinkTable(std::vector<PlacedLink> links) {
  for (PlacedLink& link : links) links_[link.name].push_back(std::move(link));
  for (auto& [service, own] : links_)
    std::ranges::sort(own, {},
                      [](const PlacedLink& link) { return std::tuple(link.level, link.kind, link.number); });
}

std::span<const PlacedLink> LinkTable::of(std::string_view service) const {
  auto found = links_.find(std::string(service));
  return found == links_.end() ? std::span<const PlacedLink>{} : found->second;
}

Levels LinkTable::configured(std::string_view service) const {
  Levels out;
  for (const PlacedLink& link : of(service)) out |= Levels::only(link.level);
  return out;
}

Levels LinkTable::on(std::string_view service) const {
  Levels out;
  for (const PlacedLink& link : of(service))
    if (link.kind == LinkKind::start) out |= Levels::only(link.level);
  return out;
}

}  // namespace rouse::sysv
