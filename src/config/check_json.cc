#include "config/check_json.h"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "config/keywords.h"

namespace rouse::config {

namespace {

std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::extension:
      return "extension";
    case Severity::note:
      return "note";
    case Severity::difference:
      return "difference";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::fatal:
      return "fatal";
  }
  return "error";
}

std::string_view family_text(Family family, DefaultFamily automatic) {
  switch (family) {
    case Family::automatic:
      return automatic == DefaultFamily::ipv4 ? "ipv4" : "dual";
    case Family::ipv4:
      return "ipv4";
    case Family::ipv6:
      return "ipv6";
    case Family::unix_domain:
      return "unix";
  }
  return "dual";
}

std::string optional_string(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
}

std::string service_json(const ServiceConfig& service, DefaultFamily automatic) {
  bool has_port = service.port != 0;  // the kernel chooses that of RPC
  return fmt::format(R"({{"id":{},"name":{},"mode":"{}","address":{},"port":{},"protocol":{},"family":"{}",)"
                     R"("socket_type":"{}","wait":{},"user":{},"server":{},"file":{},"line":{}}})",
                     json_string(service.id), json_string(service.name), name_of(mode_keywords, service.mode),
                     optional_string(service.bind), has_port ? fmt::format("{}", service.port) : "null",
                     json_string(service.protocol), family_text(service.family, automatic),
                     name_of(socket_type_keywords, service.socket_type), service.wait,
                     service.user ? json_string(service.user->name) : "null",
                     service.server.empty() ? "null" : json_string(service.server), json_string(service.file),
                     service.line);
}

std::string dropped_json(const Dropped& dropped) {
  return fmt::format(R"({{"id":{},"reason":{},"by_choice":{},"file":{},"line":{}}})", json_string(dropped.id),
                     json_string(dropped.reason), dropped.by_choice, json_string(dropped.file), dropped.line);
}

std::string message_json(const Message& message) {
  return fmt::format(
      R"({{"severity":"{}","file":{},"line":{},"column":{},"text":{},"source":{},"suggestion":{}}})",
      severity_text(message.severity), json_string(message.file), message.line, message.column,
      json_string(message.text), json_string(message.source),
      message.suggestion.empty() ? "null" : json_string(message.suggestion));
}

template <class T, class F>
std::string array_of(const std::vector<T>& items, F text) {
  std::string out = "[";
  for (const T& item : items) {
    if (out.size() > 1) out += ',';
    out += text(item);
  }
  return out + "]";
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xc2 && first <= 0xdf   ? 2
                       : (first & 0xf0) == 0xe0         ? 3
                       : first >= 0xf0 && first <= 0xf4 ? 4
                                                        : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  bool too_short = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  bool surrogate = first == 0xed && byte(1) > 0x9f;
  bool too_large = first == 0xf4 && byte(1) > 0x8f;
  return too_short || surrogate || too_large ? 0 : length;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    std::size_t length = character_bytes(text);
    char c = text.front();
    if (length == 0)
      out += "\\ufffd";
    else if (c == '"' || c == '\\')
      out.append("\\").push_back(c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + "\"";
}

std::string check_json(const Configuration& configuration) {
  DefaultFamily automatic = configuration.defaults.family;
  auto service = [automatic](const ServicePtr& ptr) { return service_json(*ptr, automatic); };
  return fmt::format(R"({{"fatal":{},"services":{},"dropped":{},"messages":{}}})"
                     "\n",
                     configuration.fatal, array_of(configuration.services, service),
                     array_of(configuration.dropped, dropped_json),
                     array_of(configuration.messages, message_json));
}

}  // namespace rouse::config
