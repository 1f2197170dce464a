// Columns: a table as people read it: each column as wide on a terminal as its widest cell, two blanks
// between.
#pragma once

#include <string>
#include <vector>

namespace rouse::tools {

struct Cell {
  std::string text;
  std::string_view colour = {};  // the ECMA-48 parameters: "32"; empty: none
};

/// The rows as lines. Without `colour` nothing but text, for pipes.
std::string columns(const std::vector<std::vector<Cell>>& rows, bool colour);

}  // namespace rouse::tools
