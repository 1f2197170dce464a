#include "tools/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "screen/width.h"

namespace rouse::tools {

namespace {

constexpr std::size_t between_columns = 2;

std::size_t width_of(const Cell& cell) { return static_cast<std::size_t>(screen::width_of(cell.text)); }

std::vector<std::size_t> widths_of(const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  return widths;
}

std::string shown(const Cell& cell, bool colour) {
  if (!colour || cell.colour.empty()) return cell.text;
  return fmt::format("\033[{}m{}\033[0m", cell.colour, cell.text);
}

}  // namespace

std::string columns(const std::vector<std::vector<Cell>>& rows, bool colour) {
  std::vector<std::size_t> widths = widths_of(rows);
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    std::size_t owed = 0;  // blanks, which nobody sees behind the last cell
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].text.empty()) line += std::string(std::exchange(owed, 0), ' ') + shown(row[i], colour);
      owed += widths[i] + between_columns - width_of(row[i]);
    }
    out += line + '\n';
  }
  return out;
}

}  // namespace rouse::tools
