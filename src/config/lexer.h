// Lexer: one line of configuration as tokens (reference/xinetd.md 2.1). There is no quoting, no escape and no
// continuation; a comment is a whole line.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

namespace rouse::config {

struct Token {
  std::string_view text;
  int column = 0;  // 1-based, in bytes
};

enum class Operator : std::uint8_t { set, add, remove };

/// "=", "+=" or "-=".
std::string_view text(Operator op);

/// NAME OPERATOR VALUES.
struct Assignment {
  Token name;
  Operator op = Operator::set;
  int operator_column = 0;
  std::vector<Token> values;
  bool blank_missing = false;  // "port=1": xinetd drops the whole service for it
};

enum class LineFault : std::uint8_t { nothing_after_name, bad_operator };

struct AssignmentFault {
  LineFault fault;
  Token name;
  int column = 0;
};

/// The words of a line, separated by blanks and tabs.
std::vector<Token> tokens(std::string_view line);
/// Reads an assignment; `line` holds at least one word.
std::expected<Assignment, AssignmentFault> read_assignment(std::string_view line);
/// Blank, or a comment: its first character that is not blank is '#'.
bool is_ignorable(std::string_view line);
/// Nothing but `character` and blanks.
bool holds_only(std::string_view line, char character);

}  // namespace rouse::config
