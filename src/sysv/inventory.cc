#include "sysv/inventory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sys/file.h"
#include "sys/folder_reader.h"

namespace rouse::sysv {

namespace {

constexpr std::size_t largest_script_bytes = std::size_t{4} << 20;

/// The override file is asked for only where there may be one.
std::expected<Script, HeaderProblem> make_script(const Tree& tree, std::string name, std::string_view text,
                                                 bool may_be_overridden) {
  auto header = parse_header(text);
  if (!header) return std::unexpected(header.error());
  Script out{std::move(name), *std::move(header), std::nullopt, std::nullopt};
  if (!may_be_overridden) return out;
  Result<std::string> changes = sys::read_file(tree.overrides() + "/" + out.name, largest_script_bytes);
  if (!changes) return out;
  auto changed = override_header(out.header, *changes);
  if (changed)
    out.bare = std::exchange(out.header, *std::move(changed));
  else
    out.override_problem = changed.error();
  return out;
}

/// What chkconfig says of a file that it cannot map into memory.
Result<std::string> read_mappable(const std::string& path) {
  Result<std::string> text = sys::read_file(path, largest_script_bytes);
  if (!text && text.error().code == EISDIR) return failed("open", ENODEV, path);
  if (text && text->empty()) return failed("open", EINVAL, path);
  return text;
}

/// The names of the files in a folder that may be missing.
std::set<std::string, std::less<>> names_in_folder(const std::string& path) {
  Result<std::vector<std::string>> names = sys::directory_names(path);
  if (!names) return {};
  return {names->begin(), names->end()};
}

}  // namespace

std::expected<Script, ScriptFault> read_script(const Tree& tree, const std::string& name) {
  Result<std::string> text = read_mappable(tree.script(name));
  if (!text) return std::unexpected(text.error());
  auto script = make_script(tree, name, *text, true);
  if (!script) return std::unexpected(script.error());
  return *std::move(script);
}

Result<Inventory> read_inventory(const Tree& tree) {
  Result<std::vector<sys::DirectoryEntry>> files = sys::read_directory(tree.scripts());
  if (!files) return std::unexpected(files.error());
  Result<sys::FolderReader> scripts = sys::FolderReader::open(tree.scripts(), largest_script_bytes);
  if (!scripts) return std::unexpected(scripts.error());
  Result<LinkTable> links = read_links(tree);
  if (!links) return std::unexpected(links.error());
  std::set<std::string, std::less<>> overridden = names_in_folder(tree.overrides());

  Inventory out;
  out.links = *std::move(links);
  std::ranges::sort(*files, {}, &sys::DirectoryEntry::name);
  for (sys::DirectoryEntry& file : *files) {
    if (!file.regular || is_left_behind(file.name)) continue;
    Result<std::string_view> text = scripts->read(file.name);
    if (!text) continue;
    auto script = make_script(tree, file.name, *text, overridden.contains(file.name));
    if (script)
      out.scripts.push_back(*std::move(script));
    else
      out.unmanaged.push_back({std::move(file.name), script.error()});
  }
  return out;
}

Result<Inventory> read_inventory(const Tree& tree, const Script& target) {
  if (target.header.lsb) return read_inventory(tree);
  Result<LinkTable> links = read_links(tree);
  if (!links) return std::unexpected(links.error());
  return Inventory{{target}, {}, *std::move(links)};
}

const Script* Inventory::find(std::string_view name) const {
  auto found = std::ranges::lower_bound(scripts, name, {}, &Script::name);
  return found != scripts.end() && found->name == name ? &*found : nullptr;
}

}  // namespace rouse::sysv
