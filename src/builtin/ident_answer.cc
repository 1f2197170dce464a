#include "builtin/ident_answer.h"

#include <optional>

#include "base/text.h"

namespace rouse::builtin {

namespace {

/// The field before `separator`, trimmed; `text` goes on behind it. Without a separator: nothing.
std::optional<std::string_view> next_field(std::string_view& text, char separator) {
  std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view field = trimmed(text.substr(0, at));
  text.remove_prefix(at + 1);
  return field;
}

bool is_port(std::optional<std::string_view> field, std::uint16_t port) {
  return field && whole_number(*field, UINT16_MAX) == port;
}

}  // namespace

std::expected<std::string_view, IdentFailure> read_ident_answer(std::string_view line,
                                                                std::uint16_t caller_port,
                                                                std::uint16_t local_port) {
  bool ports = is_port(next_field(line, ','), caller_port) && is_port(next_field(line, ':'), local_port);
  if (!ports || next_field(line, ':') != "USERID") return std::unexpected(IdentFailure::bad_response);
  std::size_t user = line.find_first_not_of(" \t");
  if (user == std::string_view::npos) return std::unexpected(IdentFailure::bad_response);
  return line.substr(user);
}

}  // namespace rouse::builtin
