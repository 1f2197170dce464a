// roused: the daemon. `roused --help` tells what it takes.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "config/check.h"
#include "daemon/access_tables.h"
#include "daemon/attendant.h"
#include "daemon/dry_run.h"
#include "daemon/launch.h"
#include "daemon/resolver.h"
#include "listen/runnable.h"

namespace {

using rouse::daemon::Action;
using rouse::daemon::Options;

int check(const Options& options) {
  rouse::access::AccessFiles files = rouse::daemon::read_access_files(rouse::daemon::access_paths());
  bool colour = ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr;
  return rouse::config::run_check({.path = options.config_path,
                                   .inetd_path = options.inetd_path,
                                   .strict = options.strict,
                                   .migrate = options.migrate,
                                   .portable = options.portable,
                                   .json = options.json,
                                   .colour = colour && !options.json,
                                   .unserved =
                                       [&files](const rouse::config::ServiceConfig& service) {
                                         return rouse::listen::not_runnable(service, files);
                                       }},
                                  stdout);
}

/// On stderr, as xinetd prints its version.
int version() {
  fmt::print(stderr, "rouse {} libwrap loadavg\n", ROUSE_VERSION);
  return 0;
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
      return check(*options);
    case Action::dry_run:
      return rouse::daemon::dry_run(*options);
    case Action::version:
      return version();
    case Action::help:
      return help();
    case Action::serve:
      return rouse::daemon::launch(rouse::daemon::invocation_of(argc, argv, std::move(*options)));
  }
  return 1;
}
