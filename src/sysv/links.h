// Link: an entry of a level's folder, which starts or stops a script there: S85httpd, K15httpd
// (reference/sysv.md 4.6). LinkTable: all of them, read once.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "sysv/tree.h"

namespace rouse::sysv {

enum class LinkKind : std::uint8_t { stop, start };

struct Link {
  LinkKind kind = LinkKind::stop;
  int number = 0;  // 0 to 99
  std::string name;

  auto operator<=>(const Link&) const = default;
};

/// [SK][0-9][0-9]NAME; everything else is no link.
std::optional<Link> parse_link(std::string_view file_name);
/// "S05httpd"
std::string file_name(const Link& link);

/// The links of one level, Debian's boot level too, in the order in which they are to be run: stops, then
/// starts, each by number, then name. A folder that is not there has none.
Result<std::vector<Link>> read_links(const Tree& tree, int level);

struct PlacedLink : Link {
  int level = 0;
};

class LinkTable {
 public:
  LinkTable() = default;
  explicit LinkTable(std::vector<PlacedLink> links);

  /// The service's links, by level.
  std::span<const PlacedLink> of(std::string_view service) const;
  /// Levels in which it has a link.
  Levels configured(std::string_view service) const;
  /// Levels in which it has an S link.
  Levels on(std::string_view service) const;

 private:
  std::unordered_map<std::string, std::vector<PlacedLink>> links_;  // of each service, by level
};

/// All links of the levels 0 to 6.
Result<LinkTable> read_links(const Tree& tree);

}  // namespace rouse::sysv
