// Width: what a terminal makes of text. A letter of Korean takes two columns, so texts that stand below
// each other are aligned by columns, not by bytes.
#pragma once

#include <string>
#include <string_view>

namespace rouse::screen {

/// How many columns the text takes, read in the locale's encoding. What cannot be shown takes one.
int width_of(std::string_view text);
/// The text in exactly `width` columns: filled up with blanks, or cut. What cannot be shown is a '?', so that
/// a file's name cannot write beyond its line.
std::string fitted(std::string_view text, int width);

}  // namespace rouse::screen
