// service: runs an init script, as it is run at boot. reference/sysv.md 1 has what the original does.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "control/path.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/program.h"
#include "sys/signal.h"
#include "sysv/native_units.h"
#include "sysv/preparation.h"
#include "tools/script_status.h"
#include "tools/served_service.h"
#include "tools/service_messages.h"
#include "tools/service_words.h"
#include "tools/standard_output.h"
#include "tools/status_all.h"
#include "tools/system_service.h"
#include "tools/translation.h"

namespace {

using namespace rouse;
using namespace rouse::tools;

constexpr int unknown_service = 1, no_permission = 4, unknown_status = 4;
constexpr int cannot_execute = 126, no_such_program = 127;
/// Whoever finds this variable was asked by a `service` that did not know the name: he does not ask back.
constexpr std::string_view asked_mark = "ROUSE_SERVICE_ASKS=1";

struct Caller {
  std::string name;                      // by which it called this program
  std::vector<std::string> words;        // as they came
  std::vector<std::string> environment;  // as it came
  std::string terminal, system_service;
};

/// Empty also where the environment is not this program's user's own (set-user-ID).
std::string trusted(const char* variable) {
  const char* value = ::secure_getenv(variable);
  return value == nullptr ? "" : value;
}

Caller caller(int argc, char** argv) {
  return {.name = std::filesystem::path(argc > 0 ? argv[0] : "service").filename(),
          .words = std::vector<std::string>(argv + std::min(argc, 1), argv + argc),
          .environment = sys::own_environment(),
          .terminal = trusted("TERM"),
          .system_service = trusted("ROUSE_SYSTEM_SERVICE")};
}

int say(std::string_view line, int status) {
  complain(line);
  return status;
}

class Service {
 public:
  Service(const Caller& caller, const ServiceRequest& request) : caller_(caller), request_(request) {}

  int serve() const {
    // No name leads out of the scripts' folder.
    if (request_.name.contains('/')) return unrecognized();
    if (request_.json && request_.words != std::vector<std::string>{"status"})
      return say(translated("service: --json is for status and --status-all") + "\n", 1);
    if (sysv::runs_systemd(tree_) && sysv::has_native_unit(tree_, request_.name)) return ask_system();
    if (is_file(script())) return serve_by_script();
    std::optional<int> status = serve_by_daemon(for_daemon());
    return status ? *status : ask_system();
  }

 private:
  std::string script() const { return tree_.script(request_.name); }

  static bool is_file(const std::string& path) {
    std::error_code problem;
    return std::filesystem::is_regular_file(path, problem);
  }

  int unrecognized() const { return say(unrecognized_service(request_.name), unknown_service); }

  int serve_by_script() const {
    if (Result<void> executable = sys::executable(script()); !executable)
      return say(cannot_run(script(), executable.error().code), cannot_execute);
    ::umask(022);
    if (request_.json) return tell_status_as_json();
    if (request_.act != ServiceAct::full_restart) return run(request_.words);
    (void)run_to_its_end({"stop"});
    return run({"start"});
  }

  ServedRequest for_daemon() const {
    return {.name = request_.name,
            .words = request_.words,
            .json = request_.json,
            .configured = is_file(tree_.xinetd_file(request_.name)),
            .control_path = control::tool_path()};
  }

  int tell_status_as_json() const {
    Result<ScriptStatus> status = script_status(tree_, request_.name, request_.timeout_s);
    if (!status) return say(fmt::format("service: {}\n", status.error().text()), unknown_status);
    print(json_text(*status) + "\n");
    return status->end && !status->end->overdue ? status->end->status() : unknown_status;
  }

  Result<sys::ProgramStart> ready(const std::vector<std::string>& words) const {
    auto command = sysv::ready_script(tree_, script(), words, caller_.terminal);
    if (!command) return std::unexpected(command.error());
    return sys::ProgramStart{
        .argv = command->argv, .environment = command->environment, .folder = command->folder};
  }

  /// In this process's place: its end, its terminal and its signals are the script's.
  int run(const std::vector<std::string>& words) const {
    auto start = ready(words);
    if (!start) return say(cannot_prepare(request_.name, start.error()), no_permission);
    int code = sys::become_program(*start).code;
    return say(cannot_run(script(), code), code == ENOENT ? no_such_program : cannot_execute);
  }

  Result<void> run_to_its_end(const std::vector<std::string>& words) const {
    auto start = ready(words);
    if (!start) return std::unexpected(start.error());
    Result<sys::Program> program = sys::start_program(*start);
    if (!program) return std::unexpected(program.error());
    Result<sys::Reaped> end = sys::reap(program->pid);
    return end ? Result<void>() : std::unexpected(end.error());
  }

  /// The system's own `service`, in this process's place and with the words and the environment that came.
  int ask_system() const {
    for (const std::string& variable : caller_.environment)
      if (variable == asked_mark) return unrecognized();
    // It knows more than the scripts only where there are units; elsewhere one must be named.
    if (!sysv::runs_systemd(tree_) && caller_.system_service.empty()) return unrecognized();
    auto program = find_system_service(tree_, caller_.system_service, "/proc/self/exe");
    if (!program) return unrecognized();
    if (request_.json)
      return say(translated("service: --json is for services that rouse runs") + "\n", unknown_status);
    sys::ProgramStart start{.argv = caller_.words, .environment = caller_.environment, .folder = "."};
    start.argv.insert(start.argv.begin(), *program);
    start.environment.emplace_back(asked_mark);
    int code = sys::become_program(start).code;
    return say(cannot_run(*program, code), cannot_execute);
  }

  const Caller& caller_;
  const ServiceRequest& request_;
  sysv::Tree tree_;
};

int serve(const Caller& caller, const ServiceRequest& request) {
  switch (request.act) {
    case ServiceAct::usage:
    case ServiceAct::lack_words:
      return say(
          fmt::format("Usage: {} < option > | --status-all | [ service_name [ command | --full-restart ] ]\n",
                      caller.name),
          request.act == ServiceAct::usage ? 0 : 1);
    case ServiceAct::version:
      return say(fmt::format("{} ver. 0.91\n", caller.name), 0);
    case ServiceAct::bad_timeout:
      return say(translated("service: --timeout takes a number of seconds, at least 1") + "\n", 1);
    case ServiceAct::status_all:
      ::umask(022);
      return status_all(sysv::Tree(), request.json, request.timeout_s);
    case ServiceAct::full_restart:
    case ServiceAct::run:
      return Service(caller, request).serve();
  }
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_output();
  sys::keep_ended_children();
  Caller caller = ::caller(argc, argv);
  speak_the_callers_language();
  std::setlocale(LC_COLLATE, "");
  std::vector<std::string_view> words(caller.words.begin(), caller.words.end());
  // Not end_status: scripts ask for the service's status, whether or not anybody can hear what it says.
  return serve(caller, read_service_words(words));
}
