#include "tools/chkconfig_run.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "tools/translation.h"

namespace rouse::tools {

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
  std::string line = problem->line == 0 ? "" : ":" + std::to_string(problem->line);
  explain(tree.script(options.name) + line + ": " + translated(text(problem->fault).data()));
  return true;
}

}  // namespace rouse::tools
