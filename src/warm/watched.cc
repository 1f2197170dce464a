#include "warm/watched.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <system_error>

namespace rouse::warm {

namespace {

std::optional<sys::FileStamp> stamp_now(const std::string& path) {
  Result<sys::FileStamp> found = sys::stamp_of(path);
  return found ? std::optional(*found) : std::nullopt;
}

bool names_a_file(const std::string& argument) {
  std::error_code ignored;  // then it does not
  return argument.starts_with('/') && std::filesystem::is_regular_file(argument, ignored);
}

void add_once(process::Strings& out, const std::string& path) {
  if (std::ranges::find(out, path) == out.end()) out.push_back(path);
}

}  // namespace

Watched::Watched(const process::Strings& paths) {
  for (const std::string& path : paths) stamps_.emplace_back(path, stamp_now(path));
}

std::optional<std::string> Watched::changed() const {
  for (const auto& [path, stamp] : stamps_) {
    if (stamp_now(path) != stamp) return path;
  }
  return std::nullopt;
}

process::Strings watched_paths(const Suitability& server, const process::Recipe& recipe,
                               const process::Strings& park_watch) {
  process::Strings out;
  for (const std::string& path : server.files) add_once(out, path);
  for (const std::string& argument : recipe.argv) {
    if (names_a_file(argument)) add_once(out, argument);
  }
  for (const std::string& path : park_watch) add_once(out, path);
  return out;
}

}  // namespace rouse::warm
