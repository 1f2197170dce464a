#include "config/origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "config/service_config.h"

namespace rouse::config {

void Origins::note(Sourced what, const Spot& at, std::size_t entries) {
  runs_.push_back({at.line, static_cast<std::uint32_t>(entries), at.file & 0xffffff, what});
}

void Origins::forget(Sourced what) {
  std::erase_if(runs_, [&](const Run& run) { return run.what == what; });
}

void Origins::thin(Sourced what, const std::vector<bool>& stays) {
  auto entry = stays.begin();
  for (Run& run : runs_) {
    if (run.what != what) continue;
    auto end = entry + static_cast<std::ptrdiff_t>(run.entries);
    run.entries = static_cast<std::uint32_t>(std::count(entry, end, true));
    entry = end;
  }
}

void Origins::inherit(Sourced what, const Origins& defaults) {
  forget(what);
  std::ranges::copy_if(defaults.runs_, std::back_inserter(runs_),
                       [&](const Run& run) { return run.what == what; });
}

std::string Origins::text(const Run& run, const std::string& own_file) const {
  if (run.file == 0) return fmt::format("{}:{}", own_file, run.line);
  if (!files_ || run.file > files_->size()) return {};
  return fmt::format("{}:{}", (*files_)[run.file - 1U], run.line);
}

std::string Origins::text(Sourced what, const std::string& own_file) const {
  auto reversed = std::views::reverse(runs_);
  auto found = std::ranges::find_if(reversed, [&](const Run& run) { return run.what == what; });
  return found == reversed.end() ? std::string() : text(*found, own_file);
}

std::string Origins::text(Sourced what, std::size_t entry, const std::string& own_file) const {
  for (const Run& run : runs_) {
    if (run.what != what) continue;
    if (entry < run.entries) return text(run, own_file);
    entry -= run.entries;
  }
  return {};
}

std::string origin_of(const ServiceConfig& service, Sourced what) {
  return service.origins.text(what, service.file);
}

std::string origin_of(const ServiceConfig& service, Sourced list, std::size_t entry) {
  return service.origins.text(list, entry, service.file);
}

}  // namespace rouse::config
