// roused: the daemon. `roused --help` tells what it takes.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "config/check.h"
#include "daemon/access_tables.h"
#include "daemon/attendant.h"
#include "daemon/comparison.h"
#include "daemon/dry_run.h"
#include "daemon/launch.h"
#include "daemon/rebirth.h"
#include "daemon/resolver.h"
#include "listen/ledger.h"
#include "listen/runnable.h"
#include "process/book.h"

namespace {

using rouse::daemon::Action;
using rouse::daemon::Options;

rouse::config::CheckOptions check_options(const Options& options) {
  bool colour = ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr;
  auto unserved = [files = rouse::daemon::read_access_files(rouse::daemon::access_paths())](
                      const rouse::config::ServiceConfig& service) {
    return rouse::listen::not_runnable(service, files);
  };
  return {.path = options.config_path,
          .inetd_path = options.inetd_path,
          .strict = options.strict,
          .migrate = options.migrate || options.adopt,
          .portable = options.portable,
          .json = options.json,
          .colour = colour && !options.json,
          .unserved = unserved};
}

/// On stderr, as xinetd prints its version.
int version() {
  fmt::print(stderr, "rouse {} libwrap loadavg\n", ROUSE_VERSION);
  return 0;
}

/// Whether this version understands what another one has in memory (upgrade).
int check_state(const Options& options) {
  auto opened = [](const std::string& path) { return rouse::Fd(::open(path.c_str(), O_RDWR | O_CLOEXEC)); };
  auto book = rouse::process::Book::adopt(opened(options.book_path), rouse::Fd());
  auto ledger = rouse::listen::Ledger::adopt(opened(options.ledger_path));
  if (book && ledger) {
    fmt::print("{}\n", ROUSE_VERSION);
    return 0;
  }
  fmt::print("rouse {}: {}\n", ROUSE_VERSION, (book ? ledger.error() : book.error()).text());
  return 1;
}

int serve(int argc, char** argv, Options options) {
  std::optional<rouse::daemon::Testament> testament = rouse::daemon::take_testament();
  if (testament) (void)::chdir(testament->folder.c_str());
  rouse::daemon::Invocation invocation = rouse::daemon::invocation_of(argc, argv, std::move(options));
  if (!testament) return rouse::daemon::launch(invocation);
  invocation.descriptors = {testament->descriptors.first, testament->descriptors.second};
  (void)::chdir("/");
  return rouse::daemon::relaunch(invocation, std::move(*testament));
}

int help() {
  fmt::print("{}", rouse::daemon::help_text());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 1 && argv[0] == rouse::daemon::resolver_name) return rouse::daemon::run_resolver();
  if (argc == 1 && argv[0] == rouse::daemon::attendant_name) return rouse::daemon::run_attendant();
  std::vector<std::string_view> words(argv + 1, argv + argc);
  auto options = rouse::daemon::parse_options(words);
  if (!options) {
    fmt::print(stderr, "roused: {}\nroused --help tells what it takes\n", options.error().message);
    return 1;
  }
  switch (options->action) {
    case Action::check:
      return rouse::config::run_check(check_options(*options), stdout);
    case Action::check_state:
      return check_state(*options);
    case Action::dry_run:
      return options->adopt ? rouse::daemon::run_comparison(*options, check_options(*options))
                            : rouse::daemon::dry_run(*options);
    case Action::version:
      return version();
    case Action::help:
      return help();
    case Action::serve:
      return serve(argc, argv, std::move(*options));
  }
  return 1;
}
