#include "config/check_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace rouse::config {

namespace {

struct Style {
  std::string_view label;
  std::string_view colour;
};

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::extension:
      return {"extension", "\x1b[2m"};
    case Severity::note:
      return {"note", "\x1b[2m"};
    case Severity::difference:
      return {"differs from xinetd", "\x1b[1;36m"};
    case Severity::warning:
      return {"warning", "\x1b[1;33m"};
    case Severity::error:
      return {"error", "\x1b[1;31m"};
    case Severity::fatal:
      return {"fatal", "\x1b[1;31m"};
  }
  return {"error", ""};
}

std::string painted(std::string_view text, std::string_view colour, bool use_colour) {
  return use_colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

std::string place_text(const Message& message) {
  if (message.file.empty()) return {};
  return message.line > 0 ? fmt::format("{}:{}: ", message.file, message.line) : message.file + ": ";
}

std::size_t count(const Configuration& configuration, Severity severity) {
  auto same = [severity](const Message& message) { return message.severity == severity; };
  return static_cast<std::size_t>(
      std::count_if(configuration.messages.begin(), configuration.messages.end(), same));
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string dropped_text(const Dropped& dropped) {
  return fmt::format("{}:{}: {} is not served: {}\n", dropped.file, dropped.line, escaped(dropped.id, 100),
                     dropped.reason);
}

std::string summary(const Configuration& configuration) {
  std::string out;
  for (const Dropped& dropped : configuration.dropped)
    if (!dropped.by_choice) out += dropped_text(dropped);
  auto off = std::count_if(configuration.dropped.begin(), configuration.dropped.end(),
                           [](const Dropped& dropped) { return dropped.by_choice; });
  auto lost = configuration.dropped.size() - static_cast<std::size_t>(off);
  std::size_t errors = count(configuration, Severity::error) + count(configuration, Severity::fatal);
  out += fmt::format("{}, {} switched off, {} dropped; {}, {}, {} from xinetd\n",
                     counted(configuration.services.size(), "service"), off, lost, counted(errors, "error"),
                     counted(count(configuration, Severity::warning), "warning"),
                     counted(count(configuration, Severity::difference), "difference"));
  if (configuration.fatal) out += "nothing of this can be put into service\n";
  return out;
}

std::string migrate_summary(const Configuration& configuration) {
  std::size_t differences = count(configuration, Severity::difference);
  return differences == 0
             ? "no line here means anything else than under xinetd; what differs for every service is in "
               "docs/differences.md\n"
             : fmt::format("{} from xinetd; what differs for every service is in docs/differences.md\n",
                           counted(differences, "difference"));
}

/// What is fatal is told, too: then nobody knows what the rest means.
std::string portable_report(const Configuration& configuration) {
  std::string out;
  std::size_t lines = 0;
  for (const Message& message : configuration.messages) {
    if (is_unportable(message) || message.severity == Severity::fatal)
      out += fmt::format("{}{}\n", place_text(message), message.text);
    if (is_unportable(message)) ++lines;
  }
  if (configuration.fatal) return out + "nothing of this can be put into service\n";
  if (lines == 0) return "every line here means the same to xinetd\n";
  return out + counted(lines, "place") + " that xinetd would ignore or read otherwise\n";
}

}  // namespace

std::string message_text(const Message& message, bool colour) {
  Style style = style_of(message.severity);
  std::string out = fmt::format("{}{}: {}\n", place_text(message), painted(style.label, style.colour, colour),
                                message.text);
  if (!message.source.empty()) out += fmt::format("    {}\n", message.source);
  if (message.caret > 0)
    out += fmt::format("    {}{}\n", std::string(static_cast<std::size_t>(message.caret - 1), ' '),
                       painted("^", style.colour, colour));
  if (!message.suggestion.empty()) out += fmt::format("    did you mean {}?\n", message.suggestion);
  return out;
}

bool is_unportable(const Message& message) {
  return message.severity == Severity::extension || message.severity == Severity::difference;
}

std::string check_report(const Configuration& configuration, const CheckOptions& options) {
  if (options.portable) return portable_report(configuration);
  std::string out;
  for (const Message& message : configuration.messages) {
    bool wanted = !options.migrate || message.severity == Severity::difference;
    if (wanted) out += message_text(message, options.colour);
  }
  out += options.migrate ? migrate_summary(configuration) : summary(configuration);
  return out;
}

}  // namespace rouse::config
