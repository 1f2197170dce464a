#include "manual/command_page.h"

#include <fmt/format.h>

#include "base/text.h"
#include "manual/mdoc.h"

namespace rouse::manual {

namespace {

/// "--since" as the macro Fl wants it, which writes the first hyphen.
std::string flag(std::string_view word) { return "Fl " + mdoc_literal(word.substr(1)); }

std::string form(const tools::CommandOption& option) {
  std::string out;
  if (!option.letter.empty()) out += flag(option.letter) + " , ";
  out += flag(option.word);
  if (!option.value.empty()) out += fmt::format(" Ar {}", option.value);
  return out;
}

/// "systemd" in "systemd NAME": no name of something else.
bool is_typed_so(std::string_view operand) { return lower(operand) == operand; }

std::string synopsis(const tools::Command& command) {
  std::string out = fmt::format(".It Cm {}", command.word);
  for (std::string_view operand : words(command.operands)) {
    bool optional = operand.starts_with('[');
    if (optional) operand = operand.substr(1, operand.size() - 2);
    std::string form = fmt::format("{} {}", is_typed_so(operand) ? "Cm" : "Ar", operand);
    out += optional ? fmt::format(" Oo {} Oc", form) : " " + form;
  }
  for (const tools::CommandOption& option : command.options) {
    out += fmt::format(" Oo {}", flag(option.word));
    out += option.value.empty() ? " Oc" : fmt::format(" Ar {} Oc", option.value);
  }
  return out + "\n";
}

std::string options_of(const tools::Command& command) {
  if (command.options.empty()) return "";
  std::string out = ".Pp\n.Bl -tag -width Ds -compact\n";
  for (const tools::CommandOption& option : command.options)
    out += fmt::format(".It {}\n{}", form(option), mdoc_prose(option.summary));
  return out + ".El\n";
}

}  // namespace

std::string command_list(std::span<const tools::Command> commands) {
  std::string out = ".Bl -tag -width Ds\n";
  for (const tools::Command& command : commands) {
    out += synopsis(command) + mdoc_prose(as_sentence(command.summary)) + mdoc_prose(command.details) +
           options_of(command);
  }
  return out + ".El\n";
}

}  // namespace rouse::manual
