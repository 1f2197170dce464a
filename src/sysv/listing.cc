#include "sysv/listing.h"

namespace rouse::sysv {

namespace {

constexpr std::size_t name_bytes = 15;

std::string padded(std::string name) {
  if (name.size() < name_bytes) name.resize(name_bytes, ' ');
  return name;
}

}  // namespace

std::string script_line(std::string_view name, Levels on, const ListWords& words) {
  std::string out = padded(std::string(name));
  for (int level : every_level) {
    out += '\t';
    out += level_letter(level);
    out += ':';
    out += on.has(level) ? words.on : words.off;
  }
  return out + '\n';
}

std::string xinetd_line(const XinetdFile& file, const ListWords& words) {
  return padded(file.name) + '\t' + std::string(file.on ? words.on : words.off) + '\n';
}

std::string script_list(const Inventory& inventory, const ListWords& words) {
  std::string out;
  for (const Script& script : inventory.scripts)
    if (!inventory.links.of(script.name).empty())
      out += script_line(script.name, inventory.links.on(script.name), words);
  return out;
}

std::string xinetd_list(std::span<const XinetdFile> files, const ListWords& words) {
  std::string out = '\n' + std::string(words.xinetd_heading) + '\n';
  for (const XinetdFile& file : files)
    out += '\t' + padded(file.name + ':') + '\t' + std::string(file.on ? words.on : words.off) + '\n';
  return out;
}

bool shows_xinetd(const Inventory& inventory) {
  return inventory.find("xinetd") != nullptr && !inventory.links.on("xinetd").empty();
}

}  // namespace rouse::sysv
