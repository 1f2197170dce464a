#include "config/lexer.h"

#include <algorithm>

namespace rouse::config {

namespace {

/// What separates values; what may stand before a name or around a brace is a little more.
constexpr std::string_view separators = " \t";
constexpr std::string_view blanks = " \t\v\f\r";

std::size_t past_blanks(std::string_view line, std::size_t from) {
  return std::min(line.find_first_not_of(blanks, from), line.size());
}

int column_of(std::size_t offset) { return static_cast<int>(offset) + 1; }

std::vector<Token> tokens_from(std::string_view line, std::size_t from) {
  std::vector<Token> out;
  for (std::size_t at = line.find_first_not_of(separators, from); at != std::string_view::npos;) {
    std::size_t end = std::min(line.find_first_of(separators, at), line.size());
    out.push_back({line.substr(at, end - at), column_of(at)});
    at = line.find_first_not_of(separators, end);
  }
  return out;
}

/// Where the operator stands that is glued to the name ("port=1", "env+=A=1"), or where the name ends.
std::size_t end_of_name(std::string_view line, std::size_t from) {
  std::size_t end = std::min(line.find_first_of(blanks, from), line.size());
  std::size_t equals = line.substr(0, end).find('=', from);
  if (equals == std::string_view::npos || equals == from) return end;
  bool two = (line[equals - 1] == '+' || line[equals - 1] == '-') && equals - 1 > from;
  return two ? equals - 1 : equals;
}

}  // namespace

std::string_view text(Operator op) {
  switch (op) {
    case Operator::set:
      return "=";
    case Operator::add:
      return "+=";
    case Operator::remove:
      return "-=";
  }
  return "=";
}

std::vector<Token> tokens(std::string_view line) { return tokens_from(line, past_blanks(line, 0)); }

std::expected<Assignment, AssignmentFault> read_assignment(std::string_view line) {
  Assignment out;
  std::size_t from = past_blanks(line, 0);
  std::size_t end = end_of_name(line, from);
  out.name = {line.substr(from, end - from), column_of(from)};
  std::size_t at = past_blanks(line, end);
  if (at == line.size())
    return std::unexpected(AssignmentFault{LineFault::nothing_after_name, out.name, column_of(end)});
  out.operator_column = column_of(at);
  if (line[at] == '+') out.op = Operator::add;
  if (line[at] == '-') out.op = Operator::remove;
  std::size_t equals = out.op == Operator::set ? at : at + 1;
  if (equals >= line.size() || line[equals] != '=')
    return std::unexpected(AssignmentFault{LineFault::bad_operator, out.name, column_of(at)});
  out.blank_missing = at == end;
  out.values = tokens_from(line, equals + 1);
  return out;
}

bool is_ignorable(std::string_view line) {
  std::size_t at = past_blanks(line, 0);
  return at == line.size() || line[at] == '#';
}

bool holds_only(std::string_view line, char character) {
  std::size_t at = past_blanks(line, 0);
  return at < line.size() && line[at] == character && past_blanks(line, at + 1) == line.size();
}

}  // namespace rouse::config
