// Syntax: a file as a list of entries, each of which knows its lines. Values are not looked at here. The
// oddities are xinetd's (reference/xinetd.md 2.1): an entry ends at a line that holds only '}', and an entry
// that cannot be read swallows everything up to there.
//
//   keyword NAME            <- line
//   {                       <- brace_line (or on the keyword's line: an extension)
//       NAME OP VALUES      <- body
//   }                       <- end_line
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/lexer.h"
#include "config/source_file.h"

namespace rouse::config {

enum class EntryKind : std::uint8_t { service, defaults, include, includedir, unknown };

enum class EntryFault : std::uint8_t { none, name_missing, brace_missing, unknown_word };

struct Entry {
  EntryKind kind = EntryKind::unknown;
  EntryFault fault = EntryFault::none;
  Token keyword;
  Token name;  // of service, include, includedir
  int line = 0;
  int brace_line = 0;
  int end_line = 0;               // the lone '}', or the last line of the file
  bool closed = true;             // false: the file ended first
  bool brace_on_keyword = false;  // "service x {"
  std::vector<int> body;          // lines between the braces that are neither blank nor comments
};

std::vector<Entry> read_entries(const SourceFile& file);
/// The first value that the entry gives to the attribute, wherever it stands and whatever else is wrong;
/// empty: none.
std::string_view value_of(const SourceFile& file, const Entry& entry, std::string_view attribute);
/// The id of a service's entry, of which nothing else has to be in order: what it says itself, else its name.
std::string_view id_of(const SourceFile& file, const Entry& entry);

}  // namespace rouse::config
