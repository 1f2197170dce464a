// Options: the command line of roused, word by word as xinetd reads it (reference/xinetd.md section 1), and
// the long options that only rouse has. Pure: nothing is opened here.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::daemon {

enum class Action : std::uint8_t { serve, check, check_state, dry_run, version, help };
enum class LogFormat : std::uint8_t { plain, json };

struct Options {
  Action action = Action::serve;
  bool debug = false;       // -d
  bool foreground = false;  // -dontfork or -d
  bool stay_alive = false;  // -stayalive, implied by -dontfork
  std::string inetd_path;   // -inetd_compat: "/etc/inetd.conf", else empty
  std::string config_path = "/etc/xinetd.conf";
  std::optional<std::string> log_file;         // -filelog
  std::optional<std::string> syslog_facility;  // -syslog
  std::optional<std::string> pid_file;
  std::optional<std::string> control;  // --control: the socket's path, or "none"
  std::uint64_t process_limit = 0;     // -limit, 0: none
  std::uint64_t check_every_s = 0;     // -cc, 0: never
  LogFormat log_format = LogFormat::plain;

  std::optional<pid_t> adopt;           // --adopt: whose doors are taken over
  std::optional<int> runlevel;          // --runlevel
  std::uint64_t script_limit_s = 300;   // --script-timeout: what one init script may take
  std::uint64_t steward_deaths = 5;     // --steward-deaths: within a minute
  std::uint64_t shutdown_limit_s = 30;  // --shutdown-timeout: what stopping them all may take
  std::uint64_t scripts_at_once = 64;   // --parallel

  std::string book_path, ledger_path;  // --check-state BOOK LEDGER

  bool strict = false;    // --check --strict
  bool migrate = false;   // --check --migrate
  bool portable = false;  // --check --portable
  bool json = false;      // --check --json, --dry-run --json

  /// Words that were understood but do nothing, or were not understood at all: logged once at start.
  std::vector<std::string> warnings;
};

/// What is wrong with the command line, for stderr; the exit status is 1, as xinetd's.
struct UsageProblem {
  std::string message;
};

/// Reads the words behind the program's name. Unknown words that start with `-` are tolerated with a warning.
std::expected<Options, UsageProblem> parse_options(std::span<const std::string_view> words);

/// What `--help` prints.
std::string_view help_text();

}  // namespace rouse::daemon
