// Translation: what the tools say to people is said in their language. Sources hold the English text and mark
// it with `translated("...")`; po/LANGUAGE.po has the others, gettext finds them (domain `rouse`).
//
// A translation is data. Its places, `{}` or `{0}`, `{1}` where the order differs, are filled with text and
// nothing else of it means anything; one that does not have the places of its original is not used.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace rouse::tools {

/// From now on texts come in the language that LC_ALL, LC_MESSAGES or LANG ask for, also where the machine
/// has no such locale. Once, first thing in main: it sets the locale of the process.
void speak_the_callers_language();

/// What it is called: "ko_KR.UTF-8"; empty when nobody asks for one.
std::string_view callers_language();

/// `original` with its places filled, in the words of `translation` when that has the same places.
std::string in_words_of(std::string_view translation, std::string_view original,
                        const std::vector<std::string>& values);

/// The translation of a literal of the sources, its places not filled.
std::string_view translation_of(const char* original);

/// The translation of a text of another program, whose catalogues are those of `domain` below `folder`.
std::string_view foreign_translation(const std::string& domain, const std::string& folder,
                                     const std::string& original);

/// `original`, a literal, in the caller's language, its places filled with `values` in their order.
template <class... Values>
std::string translated(const char* original, const Values&... values) {
  return in_words_of(translation_of(original), original, {fmt::format("{}", values)...});
}

std::string translated(const Sentence& sentence);

}  // namespace rouse::tools
