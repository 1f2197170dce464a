#include "sysv/tree.h"

#include <algorithm>

#include "sys/file.h"

namespace rouse::sysv {

namespace {

constexpr const char* usual_place = "/etc/";
constexpr const char* red_hats_place = "/etc/rc.d/";

/// `folder` below /etc, or below /etc/rc.d where that is the one which exists; where neither does, in
/// `place`.
std::string found_in(const std::string& root, const std::string& folder, const char* place) {
  for (const char* each : {usual_place, red_hats_place})
    if (sys::readable(root + each + folder)) return root + each + folder;
  return root + place + folder;
}

}  // namespace

Tree::Tree(const std::string& root)
    : root_(root),
      scripts_(found_in(root, "init.d", usual_place)),
      overrides_(root + "/etc/chkconfig.d"),
      xinetd_files_(root + "/etc/xinetd.d") {
  // The links lead to ../init.d.
  const char* beside_scripts = scripts_.starts_with(root + red_hats_place) ? red_hats_place : usual_place;
  for (int level = 0; level <= boot_level; ++level)
    levels_[static_cast<std::size_t>(level)] =
        found_in(root, std::string("rc") + level_letter(level) + ".d", beside_scripts);
}

std::string Tree::script(std::string_view name) const { return scripts_ + "/" + std::string(name); }

std::string Tree::xinetd_file(std::string_view name) const { return xinetd_files_ + "/" + std::string(name); }

bool is_left_behind(std::string_view file_name) {
  constexpr std::array<std::string_view, 6> ends = {".rpmsave", ".rpmnew", ".rpmorig", ".swp", "~", ","};
  return file_name.starts_with('.') ||
         std::ranges::any_of(ends, [&](std::string_view end) { return file_name.ends_with(end); });
}

}  // namespace rouse::sysv
