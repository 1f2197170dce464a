#include "tools/chkconfig_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "sys/runlevel.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

/// Once all links are followed. What is not there leads nowhere.
bool is_inside(const std::string& path, const std::string& root) {
  std::error_code missing;
  std::filesystem::path end = std::filesystem::canonical(path, missing);
  if (missing) return true;
  std::filesystem::path top = std::filesystem::canonical(root, missing);
  return std::ranges::mismatch(top, end).in1 == top.end();
}

}  // namespace

void ChkconfigRun::fail(std::string_view text) {
  outcome.errors.append(text).append("\n");
  outcome.status = 1;
}

void ChkconfigRun::explain(std::string_view text) {
  if (explains) outcome.errors.append(text).append("\n");
}

void ChkconfigRun::cannot_open(const Error& error) {
  std::string_view reason = std::strerror(error.code);
  if (error.thing == tree.scripts()) return fail(translated("failed to open {}: {}", error.thing, reason));
  std::string name = options.name.empty() ? "*" : options.name;
  fail(translated("failed to glob pattern {}: {}", fmt::format("{}/[SK][0-9][0-9]{}", error.thing, name),
                  reason));
}

bool ChkconfigRun::leads_out() {
  if (options.root.empty()) return false;
  std::vector<std::string> paths = {tree.scripts(), tree.overrides(), tree.xinetd_files(),
                                    tree.xinetd_file(options.name)};
  for (int level : sysv::every_level) paths.push_back(tree.level(level));
  for (const std::string& path : paths) {
    if (is_inside(path, options.root)) continue;
    fail(translated("{} leads out of {}", path, options.root));
    return true;
  }
  return false;
}

FoundService ChkconfigRun::find() const {
  if (options.name.contains('/')) return Error{"open", ENOENT, options.name};
  if (options.kind != ServiceKind::xinetd) {
    std::expected<sysv::Script, sysv::ScriptFault> script = read_script(tree, options.name);
    if (script) return *std::move(script);
    if (const auto* problem = std::get_if<sysv::HeaderProblem>(&script.error())) return *problem;
    const Error& error = std::get<Error>(script.error());
    if (options.kind == ServiceKind::sysv || error.code != ENOENT) return error;
  }
  Result<sysv::XinetdFile> file = read_xinetd_file(tree, options.name);
  if (file) return *std::move(file);
  return file.error();
}

bool ChkconfigRun::refused(const FoundService& found) {
  if (const auto* error = std::get_if<Error>(&found)) {
    fail(translated("error reading information on service {}: {}", options.name, std::strerror(error->code)));
    return true;
  }
  const auto* problem = std::get_if<sysv::HeaderProblem>(&found);
  if (problem == nullptr) return false;
  fail(translated("service {} does not support chkconfig", options.name));
  std::string place = tree.script(options.name);
  if (problem->line != 0) place += fmt::format(":{}", problem->line);
  explain(fmt::format("{}: {}", place, translated(text(problem->fault).data())));
  return true;
}

std::optional<sysv::Levels> current_levels() {
  std::optional<char> current = sys::current_runlevel();
  return current ? sysv::parse_levels(std::string_view(&*current, 1)) : std::nullopt;
}

}  // namespace rouse::tools
