#include "sysv/systemd_boot.h"

#include <array>
#include <filesystem>
#include <string>
#include <system_error>

#include "sys/file.h"

namespace rouse::sysv {

namespace {

namespace fs = std::filesystem;

/// Where systemd looks, what it finds first counts.
constexpr std::array generator_folders{"/run/systemd/system-generators", "/etc/systemd/system-generators",
                                       "/usr/local/lib/systemd/system-generators",
                                       "/usr/lib/systemd/system-generators",
                                       "/lib/systemd/system-generators"};
constexpr std::array unit_folders{"/etc/systemd/system", "/run/systemd/system",
                                  "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
                                  "/lib/systemd/system"};

bool is_there(const std::string& path) {
  std::error_code problem;
  return fs::exists(fs::symlink_status(path, problem));
}

}  // namespace

/// Masked is what links to /dev/null or cannot be run.
bool starts_init_scripts(const Tree& tree) {
  for (std::string folder : generator_folders) {
    std::string path = tree.path(folder + "/systemd-sysv-generator");
    if (is_there(path)) return sys::executable(path).has_value();
  }
  return false;
}

bool boots_graphical(const Tree& tree) {
  for (std::string folder : unit_folders) {
    std::string path = tree.path(folder + "/default.target");
    if (!is_there(path)) continue;
    std::error_code problem;
    std::string target = fs::read_symlink(path, problem).filename();
    return target == "graphical.target" || target == "runlevel5.target";
  }
  return false;
}

}  // namespace rouse::sysv
