#include "log/json.h"

#include <fmt/format.h>

#include "log/utf8.h"

namespace rouse::log {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  } else {
    out += c;
  }
}

}  // namespace

std::string json_string(std::string_view value) {
  std::string out = "\"";
  while (!value.empty()) {
    std::size_t length = character_bytes(value);
    if (length == 0) {
      out += replacement;
    } else if (length == 1) {
      append_ascii(out, value[0]);
    } else {
      out += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  return out + '"';
}

void JsonObject::open(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  text_ += json_string(name);
  text_ += ':';
}

JsonObject& JsonObject::add(std::string_view name, std::string_view value) {
  open(name);
  text_ += json_string(value);
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::int64_t value) {
  open(name);
  text_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::optional<std::int64_t> value) {
  if (value) return add(name, *value);
  open(name);
  text_ += "null";
  return *this;
}

}  // namespace rouse::log
