#include "sysv/rc_level.h"

#include <utility>

#include "sys/file.h"

namespace rouse::sysv {

namespace {

constexpr std::size_t linked_script_bytes = std::size_t{4} << 20;

std::string locks_folder(const Tree& tree) { return tree.path("/var/lock/subsys"); }

RcEntry read_entry(const Tree& tree, int level, Link link) {
  RcEntry out{.link = std::move(link), .path = {}, .header = {}};
  out.path = tree.level(level) + "/" + file_name(out.link);
  out.executable = sys::executable(out.path).has_value();
  std::string script = sys::read_file(out.path, linked_script_bytes).value_or("");
  auto header = parse_header(script);
  // Who has a link needs no level in its header to be in this one: what it requires counts all the same.
  if (!header && header.error().fault == HeaderFault::no_levels)
    header = parse_header(script + "\n# Default-Start: 3\n");
  if (header) out.header = *std::move(header);
  Result<std::string> changes = sys::read_file(tree.overrides() + "/" + out.link.name, linked_script_bytes);
  if (!changes) return out;
  auto changed = override_header(out.header, *changes);
  if (changed) out.header = *std::move(changed);
  return out;
}

}  // namespace

Result<std::vector<RcEntry>> read_level(const Tree& tree, int level) {
  Result<std::vector<Link>> links = read_links(tree, level);
  if (!links) return std::unexpected(links.error());
  std::vector<RcEntry> out;
  for (Link& link : *links) out.push_back(read_entry(tree, level, std::move(link)));
  return out;
}

Facilities effective_facilities(const Tree& tree) {
  Facilities own = read_facilities(tree);
  return own.empty() ? Facilities::standard() : own;
}

std::set<std::string, std::less<>> read_locks(const Tree& tree) {
  Result<std::vector<std::string>> names = sys::directory_names(locks_folder(tree));
  if (!names) return {};
  return {names->begin(), names->end()};
}

void clear_locks(const Tree& tree) {
  for (const std::string& name : read_locks(tree))
    (void)sys::unlink(locks_folder(tree) + "/" + name);  // a folder is no lock
}

}  // namespace rouse::sysv
