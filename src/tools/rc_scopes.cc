#include "tools/rc_scopes.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"

namespace rouse::tools {

namespace {

constexpr std::array program_folders{"/usr/sbin", "/sbin", "/usr/bin", "/bin"};
constexpr const char* journal_socket = "/run/systemd/journal/stdout";

std::string program(const std::string& name) {
  for (std::string folder : program_folders)
    if (sys::executable(folder + "/" + name)) return folder + "/" + name;
  return {};
}

/// A scope ends after rouse-rc has stopped its script.
std::vector<std::string> scope_words(const std::string& run, const std::string& unit) {
  return {run, "--scope", "--quiet", "--collect", "--property=Before=rouse-rc.service", "--unit=" + unit,
          "--"};
}

/// Does it run a command in a scope here?
bool gives_scopes(const std::string& run) {
  std::vector<std::string> words = scope_words(run, scope_unit("trial"));
  words.emplace_back("/bin/true");
  Result<Fd> null = sys::open_null();
  if (!null) return false;
  auto started = sys::start_program(
      {.argv = words, .environment = {}, .input = null->raw(), .output = null->raw(), .errors = null->raw()});
  if (!started) return false;
  auto ended = sys::reap(started->pid);
  return ended && ended->wait_status == 0;
}

}  // namespace

RcScopes::RcScopes() : run_(program("systemd-run")), cat_(program("systemd-cat")) {
  if (!run_.empty() && !gives_scopes(run_)) run_.clear();
  std::error_code problem;
  if (!std::filesystem::exists(journal_socket, problem)) cat_.clear();
}

std::vector<std::string> RcScopes::command(std::string_view verb, const std::string& name) const {
  std::vector<std::string> out;
  if (verb == "start" && !run_.empty()) out = scope_words(run_, scope_unit(name));
  if (!cat_.empty()) out.insert(out.end(), {cat_, "--identifier=" + name});
  return out;
}

std::string scope_unit(std::string_view script) {
  std::string out = "rouse-rc-";
  for (char c : script) {
    bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ':' || c == '_' || c == '.' || c == '-';
    out += plain ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return out + ".scope";
}

}  // namespace rouse::tools
