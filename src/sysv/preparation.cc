#include "sysv/preparation.h"

#include <filesystem>
#include <system_error>

#include "sys/file.h"
#include "sys/replace.h"

namespace rouse::sysv {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t script_limit_bytes = std::size_t{4} << 20;

/// Nothing is there, or a link that leads nowhere.
bool missing(const std::string& path) {
  std::error_code problem;
  return !fs::exists(path, problem);
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// Links `path` to `library` where there is nothing.
Result<void> let_answer(const std::string& path, const std::string& library) {
  if (!missing(path)) return {};
  if (Result<void> there = sys::readable(library); !there) return there;
  if (Result<void> made = sys::make_folders(folder_of(path)); !made) return made;
  return sys::make_link(library, path);
}

}  // namespace

std::string own_functions() {
  std::error_code problem;
  fs::path folder = fs::read_symlink("/proc/self/exe", problem).parent_path();
  fs::path built = folder / "share/rouse/init/functions";
  return fs::exists(built, problem) ? built : folder.parent_path() / "share/rouse/init/functions";
}

Result<void> prepare_red_hat_script(const Tree& tree, const std::string& library, std::string_view script) {
  for (const char* name : red_hat_libraries)
    if (Result<void> answers = let_answer(tree.path(name), library); !answers && reads_library(script, name))
      return answers;
  std::string network = tree.path("/etc/sysconfig/network");
  (void)sys::make_folders(folder_of(network));
  (void)sys::exclusive_create(network, "NETWORKING=yes\n");
  (void)sys::make_folders(tree.path("/var/lock/subsys"));
  return {};
}

Result<ScriptCommand> ready_script(const Tree& tree, const std::string& path,
                                   const std::vector<std::string>& words, std::string_view terminal) {
  Result<std::string> text = sys::read_file(path, script_limit_bytes);
  // One that may be executed but not read, or is too long for a script, is the kernel's business.
  if (!text) text = std::string("#!");
  if (reads_red_hat_functions(*text)) {
    if (Result<void> ready = prepare_red_hat_script(tree, own_functions(), *text); !ready)
      return std::unexpected(ready.error());
  }
  return script_command(path, *text, words, terminal);
}

}  // namespace rouse::sysv
