// Reading: a configuration text loaded in a world in memory, and what was said about it in a form that tests
// can write down: "3 error: Bad socket type: streem ...".
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.h"
#include "fakes/memory_world.h"

namespace rouse::fakes {

inline std::string_view severity_word(config::Severity severity) {
  switch (severity) {
    case config::Severity::extension:
      return "extension";
    case config::Severity::note:
      return "note";
    case config::Severity::difference:
      return "differs";
    case config::Severity::warning:
      return "warning";
    case config::Severity::error:
      return "error";
    case config::Severity::fatal:
      return "fatal";
  }
  return "?";
}

struct Reading {
  config::Configuration configuration;

  /// "LINE SEVERITY: TEXT", with " [SUGGESTION?]" behind it where there is one.
  std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const config::Message& message : configuration.messages) {
      out.push_back(fmt::format("{} {}: {}", message.line, severity_word(message.severity), message.text));
      if (!message.suggestion.empty()) out.back() += fmt::format(" [{}?]", message.suggestion);
    }
    return out;
  }
  /// The ids that are served, separated by blanks.
  std::string served() const {
    std::string out;
    for (const config::ServicePtr& service : configuration.services)
      out += (out.empty() ? "" : " ") + service->id;
    return out;
  }
  /// "ID: REASON" of each entry that is not.
  std::vector<std::string> dropped() const {
    std::vector<std::string> out;
    for (const config::Dropped& dropped : configuration.dropped)
      out.push_back(
          fmt::format("{}: {}{}", dropped.id, dropped.reason, dropped.by_choice ? " (by choice)" : ""));
    return out;
  }
  /// The only service; a default one when there is not exactly one, so that a test fails rather than crashes.
  config::ServiceConfig only() const {
    return configuration.services.size() == 1 ? *configuration.services.front() : config::ServiceConfig{};
  }
};

inline Reading read_in(MemoryWorld& world, std::string text) {
  world.files["/etc/xinetd.conf"] = std::move(text);
  return {config::load({}, world)};
}

inline Reading read(std::string text) {
  MemoryWorld world;
  return read_in(world, std::move(text));
}

/// `text` as inetd.conf, behind `xinetd` as xinetd.conf.
inline Reading read_inetd_in(MemoryWorld& world, std::string text, std::string xinetd = {}) {
  world.files["/etc/xinetd.conf"] = std::move(xinetd);
  world.files["/etc/inetd.conf"] = std::move(text);
  return {
      config::load({.path = "/etc/xinetd.conf", .directory = {}, .inetd_path = "/etc/inetd.conf"}, world)};
}

inline Reading read_inetd(std::string text, std::string xinetd = {}) {
  MemoryWorld world;
  return read_inetd_in(world, std::move(text), std::move(xinetd));
}

/// A complete service on a port of its own, then `lines`.
inline std::string service_with(std::string_view lines, std::string_view name = "demo") {
  return fmt::format(
      "service {}\n{{\n type = UNLISTED\n port = 7000\n socket_type = stream\n wait = no\n user = root\n"
      " server = /bin/true\n{}\n}}\n",
      name, lines);
}
/// The line on which `lines` of service_with() begin.
inline constexpr int first_line = 9;

/// An entry whose attributes stand in one line, separated by semicolons.
inline std::string entry(std::string_view name, std::string_view attributes) {
  std::string out = fmt::format("service {}\n{{\n", name);
  for (char c : attributes) out += c == ';' ? '\n' : c;
  return out + "\n}\n";
}

/// What every server needs, for with_external().
inline constexpr std::string_view external = "wait = no;user = root;server = /bin/true;";

/// The texts of all messages alone.
inline std::vector<std::string> texts(const std::string& configuration) {
  std::vector<std::string> out;
  for (const config::Message& message : read(configuration).configuration.messages)
    out.push_back(message.text);
  return out;
}

inline std::vector<std::string> texts_of(std::string_view name, std::string_view attributes) {
  return texts(entry(name, attributes));
}

inline std::string with_external(std::string_view attributes) {
  return std::string(external).append(attributes);
}

}  // namespace rouse::fakes
