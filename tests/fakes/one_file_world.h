// OneFileWorld: a machine with one configuration file, `main`, whose include directories are empty; for tests
// that read real files of other machines.
#pragma once

#include <cerrno>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/check_world.h"

namespace rouse::fakes {

class OneFileWorld final : public config::CheckWorld {
 public:
  /// With `every_name_listed`, as if /etc/services had the name of each service.
  OneFileWorld(std::string text, bool every_name_listed)
      : text_(std::move(text)), every_name_listed_(every_name_listed) {}
  Result<std::string> read_file(const std::string& path) override {
    if (path == "main") return text_;
    return failed("open", ENOENT, path);
  }
  Result<std::vector<config::DirectoryEntry>> read_directory(const std::string&) override {
    return std::vector<config::DirectoryEntry>{};
  }
  bool writable_by_others(const std::string&) override { return false; }
  std::optional<std::uint16_t> service_port(std::string_view name, std::string_view protocol) override {
    std::optional<std::uint16_t> port = CheckWorld::service_port(name, protocol);
    if (port || !every_name_listed_) return port;
    return port_in_entry(std::string(name));
  }

 private:
  /// The port that the entry itself names, else any.
  std::uint16_t port_in_entry(const std::string& name) const {
    std::regex entry("service\\s+" + name + R"(\s*\{[^}]*?\n\s*port\s*=\s*(\d+))");
    std::smatch found;
    return std::regex_search(text_, found, entry) ? static_cast<std::uint16_t>(std::stoi(found[1])) : 60'000;
  }

  std::string text_;
  bool every_name_listed_;
};

}  // namespace rouse::fakes
