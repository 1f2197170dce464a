// Mdoc: texts of the tables as sources of manual pages have them (mdoc(7)).
#pragma once

#include <string>
#include <string_view>

namespace rouse::manual {

/// Prose: every sentence on a line of its own, with a line end behind the last; `code` between backticks is
/// bold. Line ends and runs of blanks in `text` are blanks.
std::string mdoc_prose(std::string_view text);
/// What is typed as it stands, for the arguments of a macro: "--json", "cps = 25 30".
std::string mdoc_literal(std::string_view text);
/// "list" as a sentence has it: "List."
std::string as_sentence(std::string_view summary);

}  // namespace rouse::manual
