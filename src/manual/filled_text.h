// FilledText: a source of a manual page, a reference or a completion, with what is made from the tables in
// the places that it leaves for it: lines that say `@commands@` and nothing else.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace rouse::manual {

/// Else a sentence: the line of a part that nobody makes.
std::expected<std::string, std::string> filled(std::string_view source);

}  // namespace rouse::manual
