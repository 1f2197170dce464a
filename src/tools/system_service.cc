#include "tools/system_service.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "sys/file.h"

namespace rouse::tools {

namespace {

std::string_view take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// Some other program that can be run.
bool serves(const std::string& path, const std::string& own_path) {
  std::error_code problem;
  return sys::executable(path) && !std::filesystem::equivalent(path, own_path, problem);
}

}  // namespace

std::optional<std::string> diverted_to(std::string_view diversions, std::string_view path) {
  while (!diversions.empty()) {
    std::string_view from = take_line(diversions), to = take_line(diversions);
    take_line(diversions);  // the package that it belongs to
    if (from == path && !to.empty()) return std::string(to);
  }
  return std::nullopt;
}

std::optional<std::string> find_system_service(const sysv::Tree& tree, const std::string& named,
                                               const std::string& own_path) {
  std::vector<std::string> places;
  if (!named.empty()) places.push_back(named);
  std::string diversions = sys::read_file(tree.path("/var/lib/dpkg/diversions")).value_or("");
  for (const char* usual : {"/usr/sbin/service", "/sbin/service"})
    if (auto diverted = diverted_to(diversions, usual)) places.push_back(tree.path(*diverted));
  for (const char* usual : {"/usr/sbin/service.distrib", "/usr/sbin/service", "/sbin/service"})
    places.push_back(tree.path(usual));
  for (std::string& place : places)
    if (serves(place, own_path)) return std::move(place);
  return std::nullopt;
}

}  // namespace rouse::tools
