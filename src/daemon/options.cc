#include "daemon/options.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace rouse::daemon {

namespace {

using Done = std::expected<void, UsageProblem>;

/// The words not yet read.
class Words {
 public:
  explicit Words(std::span<const std::string_view> all) : rest_(all) {}
  bool empty() const { return rest_.empty(); }
  std::string_view take() {
    std::string_view word = rest_.front();
    rest_ = rest_.subspan(1);
    return word;
  }
  std::expected<std::string_view, UsageProblem> argument_of(std::string_view option) {
    if (empty()) return std::unexpected(UsageProblem{fmt::format("option {} needs an argument", option)});
    return take();
  }

 private:
  std::span<const std::string_view> rest_;
};

using Handler = Done (*)(Options&, std::string_view option, Words&);

Done take_number(std::uint64_t& into, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  auto number = whole_number(*argument, UINT32_MAX);
  if (!number) {
    return std::unexpected(UsageProblem{
        fmt::format("option {} needs a whole number, not \"{}\"", option, escaped(*argument, 60))});
  }
  into = *number;
  return {};
}

Done take_positive(std::uint64_t& into, std::string_view option, Words& words) {
  Done taken = take_number(into, option, words);
  if (taken && into == 0)
    return std::unexpected(UsageProblem{fmt::format("option {} needs more than 0", option)});
  return taken;
}

/// 0 and 6 end a machine, and are its init's affair.
Done take_runlevel(Options& options, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  auto level = whole_number(*argument, 5);
  if (!level || *level == 0) {
    return std::unexpected(UsageProblem{
        fmt::format("option {} takes a runlevel from 1 to 5, not \"{}\"", option, escaped(*argument, 60))});
  }
  options.runlevel = static_cast<int>(*level);
  options.stay_alive = true;
  return {};
}

Done take_process(Options& options, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  auto pid = whole_number(*argument, INT32_MAX);
  if (!pid || *pid == 0) {
    return std::unexpected(UsageProblem{
        fmt::format("option {} takes the number of a process, not \"{}\"", option, escaped(*argument, 60))});
  }
  options.adopt = static_cast<pid_t>(*pid);
  return {};
}

template <class Target>
Done take_text(Target& into, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  into = std::string(*argument);
  return {};
}

Done ignored_argument(Options& options, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  options.warnings.push_back(fmt::format("option {} has no effect and is ignored", option));
  return {};
}

Done log_format(Options& options, std::string_view option, Words& words) {
  auto argument = words.argument_of(option);
  if (!argument) return std::unexpected(argument.error());
  if (*argument != "plain" && *argument != "json") {
    return std::unexpected(UsageProblem{
        fmt::format("option {} takes plain or json, not \"{}\"", option, escaped(*argument, 60))});
  }
  options.log_format = *argument == "json" ? LogFormat::json : LogFormat::plain;
  return {};
}

struct Row {
  std::string_view option;
  Handler handle;
};

Done take_state(Options& options, std::string_view name, Words& words) {
  options.action = Action::check_state;
  Done book = take_text(options.book_path, name, words);
  return book ? take_text(options.ledger_path, name, words) : book;
}

constexpr std::array rows = {
    Row{"-d",
        [](Options& o, std::string_view, Words&) -> Done {
          o.debug = o.foreground = true;
          return {};
        }},
    Row{"-f", [](Options& o, std::string_view name, Words& w) { return take_text(o.config_path, name, w); }},
    Row{"-filelog",
        [](Options& o, std::string_view name, Words& w) { return take_text(o.log_file, name, w); }},
    Row{"-syslog",
        [](Options& o, std::string_view name, Words& w) { return take_text(o.syslog_facility, name, w); }},
    Row{"-pidfile",
        [](Options& o, std::string_view name, Words& w) { return take_text(o.pid_file, name, w); }},
    Row{"-dontfork",
        [](Options& o, std::string_view, Words&) -> Done {
          o.foreground = o.stay_alive = true;
          return {};
        }},
    Row{"-stayalive",
        [](Options& o, std::string_view, Words&) -> Done {
          o.stay_alive = true;
          return {};
        }},
    Row{"-limit",
        [](Options& o, std::string_view name, Words& w) { return take_number(o.process_limit, name, w); }},
    Row{"-cc",
        [](Options& o, std::string_view name, Words& w) { return take_number(o.check_every_s, name, w); }},
    Row{"-logprocs", ignored_argument},
    Row{"-shutdownprocs", ignored_argument},
    Row{"-reuse", [](Options&, std::string_view, Words&) -> Done { return {}; }},
    Row{"-inetd_ipv6", [](Options&, std::string_view, Words&) -> Done { return {}; }},
    Row{"-inetd_compat",
        [](Options& o, std::string_view, Words&) -> Done {
          o.inetd_path = "/etc/inetd.conf";
          return {};
        }},
    Row{"--log-format", log_format},
    Row{"--control",
        [](Options& o, std::string_view name, Words& w) { return take_text(o.control, name, w); }},
    Row{"--steward-deaths", [](Options& o, std::string_view name,
                               Words& w) { return take_positive(o.steward_deaths, name, w); }},
    Row{"--check-state", take_state},
    Row{"--adopt", take_process},
    Row{"--runlevel", take_runlevel},
    Row{"--script-timeout",
        [](Options& o, std::string_view name, Words& w) { return take_positive(o.script_limit_s, name, w); }},
    Row{"--shutdown-timeout", [](Options& o, std::string_view name,
                                 Words& w) { return take_positive(o.shutdown_limit_s, name, w); }},
    Row{"--parallel", [](Options& o, std::string_view name,
                         Words& w) { return take_positive(o.scripts_at_once, name, w); }},
    Row{"--strict",
        [](Options& o, std::string_view, Words&) -> Done {
          o.strict = true;
          return {};
        }},
    Row{"--migrate",
        [](Options& o, std::string_view, Words&) -> Done {
          o.migrate = true;
          return {};
        }},
    Row{"--portable",
        [](Options& o, std::string_view, Words&) -> Done {
          o.portable = true;
          return {};
        }},
    Row{"--json",
        [](Options& o, std::string_view, Words&) -> Done {
          o.json = true;
          return {};
        }},
};

constexpr std::array actions = {
    std::pair{std::string_view("--check"), Action::check},
    std::pair{std::string_view("--dry-run"), Action::dry_run},
    std::pair{std::string_view("--help"), Action::help},
    std::pair{std::string_view("-version"), Action::version},
    std::pair{std::string_view("--version"), Action::version},
};

bool take_action(Options& options, std::string_view word) {
  for (auto [name, action] : actions) {
    if (word != name) continue;
    if (options.action == Action::serve) options.action = action;
    return true;
  }
  return false;
}

Done take_word(Options& options, std::string_view word, Words& words) {
  if (take_action(options, word)) return {};
  for (const Row& row : rows) {
    if (row.option == word) return row.handle(options, word, words);
  }
  if (word.size() > 1 && word.front() == '-') {
    options.warnings.push_back(fmt::format("unknown option {} is ignored", escaped(word, 60)));
    return {};
  }
  return std::unexpected(UsageProblem{fmt::format("\"{}\" is not an option", escaped(word, 60))});
}

}  // namespace

std::expected<Options, UsageProblem> parse_options(std::span<const std::string_view> words_given) {
  Options options;
  Words words(words_given);
  while (!words.empty()) {
    auto done = take_word(options, words.take(), words);
    if (!done) return std::unexpected(done.error());
  }
  if (options.log_file && options.syslog_facility) {
    return std::unexpected(UsageProblem{"-filelog and -syslog exclude each other"});
  }
  bool serves = options.action == Action::serve;
  bool checks = options.strict || options.migrate || options.portable;
  if ((checks && (serves || options.action == Action::dry_run)) || (options.json && serves)) {
    return std::unexpected(UsageProblem{"--strict, --migrate, --portable and --json belong to --check"});
  }
  if (options.action == Action::dry_run && !options.runlevel && !options.adopt) {
    return std::unexpected(UsageProblem{"--dry-run belongs to --runlevel or --adopt"});
  }
  if (options.runlevel && options.adopt) {
    return std::unexpected(UsageProblem{"--runlevel and --adopt exclude each other"});
  }
  if (options.migrate && options.portable) {
    return std::unexpected(UsageProblem{"--migrate and --portable exclude each other"});
  }
  return options;
}

std::string_view help_text() {
  return R"(usage: roused [OPTION]...
Runs the network services of this machine as /etc/xinetd.conf and /etc/xinetd.d describe them.

  -f FILE             configuration to read (default /etc/xinetd.conf)
  -dontfork           stay in the foreground; implies -stayalive
  -stayalive          keep running without any service
  -pidfile FILE       write the daemon's process number there
  -filelog FILE       the daemon's own messages go to FILE
  -syslog FACILITY    ... or to this syslog facility (default daemon)
  -inetd_compat       also serve the entries of /etc/inetd.conf
  -limit N            at most N servers at once, all services together
  -cc SECONDS         check the daemon's own books that often
  -d                  debug: stay in the foreground, say more
  --log-format FORMAT plain (default, xinetd's lines) or json (one object a line)
  --control PATH      take orders of the command rouse at this socket, or none (default /run/rouse/control;
                      an ordinary user's: $XDG_RUNTIME_DIR/rouse/control)
  --steward-deaths N  give up when N stewards have died within a minute (5); until then another takes over
  -version, --version print the version
  --help              print this text

  --adopt PID         take the doors of this process, which is to be ended by whoever says so (rouse takeover)
      --dry-run       only tell which of them would be taken over, and what of the configuration means something
                      else than under xinetd (--json: for programs); exit 0 all, 1 doors would be lost, 2 the
                      configuration cannot be put into service, 3 no such process, 4 it may not be asked

  --runlevel N        also bring the machine into runlevel N (1 to 5) by its init scripts, and stop what was
                      started when TERM ends the daemon. Implies -stayalive; FILE may be missing
      --dry-run       only tell what would run, in which order, and what would not (--json: for programs)
      --script-timeout SECONDS    what one script may take (300)
      --shutdown-timeout SECONDS  what stopping all of them may take (30)
      --parallel N    so many scripts at the same time (64)

  --check             judge the configuration, touch no socket; exit 0 good, 1 warnings (with --strict), 2 errors
      --strict        warnings count
      --migrate       only what means something else than under xinetd
      --portable      only what xinetd would ignore or read otherwise; exit 0 nothing, 1 something, 2 unreadable
      --json          for programs

Also understood for xinetd's sake: -reuse, -logprocs N, -shutdownprocs N, -inetd_ipv6. Other words that begin
with - are ignored with a warning, as xinetd ignores them.

Signals: HUP, USR2 reload; USR1 writes the state to /var/run/xinetd.dump; QUIT, INT end the daemon and leave
servers alone; TERM ends it as xinetd does; ABRT checks the books.
)";
}

}  // namespace rouse::daemon
