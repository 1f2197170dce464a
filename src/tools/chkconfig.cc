// chkconfig: which services start in which runlevel, and which of xinetd's are on.
#include <fmt/format.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "sys/signal.h"
#include "tools/chkconfig_commands.h"
#include "tools/chkconfig_options.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::tools::chkconfig_version;
using rouse::tools::ChkconfigAnswer;
using rouse::tools::Outcome;
using rouse::tools::translated;

std::string usage(std::string_view program) {
  std::string out =
      translated("{} version {} - Copyright (C) 2026 the rouse authors", program, chkconfig_version) + '\n' +
      translated("This may be freely redistributed under the terms of the MIT License.") + "\n\n" +
      translated("usage:   {} [--list] [--type <type>] [name]", program) + '\n';
  for (const std::string& line :
       {translated("{} --add <name>", program), translated("{} --del <name>", program),
        translated("{} --override <name>", program),
        translated("{} [--level <levels>] [--type <type>] <name> <on|off|reset|resetpriorities>", program)})
    out += "         " + line + '\n';
  return out;
}

std::string help() {
  return "\n         --root <folder>   " +
         translated("work on the tree below it: an image that is being built") +
         "\n         --json            " + translated("print the list, or what was changed, as JSON") + '\n';
}

Outcome answer(const ChkconfigAnswer& answer, std::string_view program) {
  switch (answer.kind) {
    case ChkconfigAnswer::Kind::version:
      return {fmt::format("{} version {}\n", program, chkconfig_version), {}, 0};
    case ChkconfigAnswer::Kind::usage:
      return {{}, usage(program), 1};
    case ChkconfigAnswer::Kind::help:
      return {{}, usage(program) + help(), 1};
    case ChkconfigAnswer::Kind::complaint:
      return {{}, answer.complaint + "\n", 1};
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  rouse::tools::open_standard_output();
  rouse::sys::keep_ended_children();
  rouse::tools::speak_the_callers_language();
  std::string_view program = argc > 0 ? argv[0] : "chkconfig";
  program = program.substr(program.rfind('/') + 1);
  std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  auto options = rouse::tools::read_chkconfig_options(program, words);
  Outcome done = options ? rouse::tools::run_chkconfig(*options, ::isatty(STDERR_FILENO) == 1)
                         : answer(options.error(), program);
  rouse::tools::print(done.output);
  rouse::tools::complain(done.errors);
  return rouse::tools::end_status(program, done.status);
}
