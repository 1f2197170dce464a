#include "tools/translation.h"

#include <libintl.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

namespace rouse::tools {

namespace {

constexpr const char* domain = "rouse";

/// The text is a row of these.
struct Piece {
  std::string_view text;             // as it stands
  std::optional<std::size_t> value;  // or the number of the value that belongs here
};

/// The place at the beginning of `text`: its length, 0 when there is none. `{}` is the next value.
std::size_t place_at(std::string_view text, std::size_t next, std::size_t& value) {
  if (text.starts_with("{}")) {
    value = next;
    return 2;
  }
  bool numbered = text.size() >= 3 && text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}';
  if (!numbered) return 0;
  value = static_cast<std::size_t>(text[1] - '0');
  return 3;
}

std::vector<Piece> pieces(std::string_view text) {
  std::vector<Piece> out;
  std::size_t next = 0, from = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t value = 0;
    std::size_t length = place_at(text.substr(at), next, value);
    if (length == 0) {
      ++at;
      continue;
    }
    out.push_back({text.substr(from, at - from), std::nullopt});
    out.push_back({{}, value});
    from = at += length;
    ++next;
  }
  out.push_back({text.substr(from), std::nullopt});
  return out;
}

std::vector<std::size_t> places(const std::vector<Piece>& pieces) {
  std::vector<std::size_t> out;
  for (const Piece& piece : pieces)
    if (piece.value) out.push_back(*piece.value);
  std::sort(out.begin(), out.end());
  return out;
}

std::string_view from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

/// "ko_KR.UTF-8"; also "ko_KR", which says nothing of it.
bool may_be_utf8(std::string_view locale) {
  std::size_t dot = locale.find('.');
  if (dot == std::string_view::npos) return true;
  std::string_view codeset = locale.substr(dot + 1);
  return same_word(codeset, "UTF-8") || same_word(codeset, "utf8");
}

/// Containers have no locale but C and C.UTF-8. In the latter gettext still asks LANGUAGE.
void speak_without_locale(std::string_view wanted) {
  if (!may_be_utf8(wanted)) return;
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::setlocale(LC_MESSAGES, "C.UTF-8");
  if (from_environment("LANGUAGE").empty()) ::setenv("LANGUAGE", std::string(wanted).c_str(), 1);
}

/// The catalogues lie in share/locale: beside a program that was built, and beside the folder of one that is
/// installed.
void find_catalogues() {
  std::error_code problem;
  std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", problem).parent_path();
  for (const std::filesystem::path& locale :
       {folder / "share/locale", folder.parent_path() / "share/locale"}) {
    if (!std::filesystem::is_directory(locale, problem)) continue;
    ::bindtextdomain(domain, locale.c_str());
    return;
  }
}

}  // namespace

void speak_the_callers_language() {
  find_catalogues();
  bool known = std::setlocale(LC_CTYPE, "") != nullptr && std::setlocale(LC_MESSAGES, "") != nullptr;
  if (!known) speak_without_locale(callers_language());
}

std::string_view callers_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})  // as setlocale looks for it
    if (std::string_view value = from_environment(name); !value.empty()) return value;
  return {};
}

std::string in_words_of(std::string_view translation, std::string_view original,
                        const std::vector<std::string>& values) {
  std::vector<Piece> own = pieces(original), chosen = pieces(translation);
  std::string out;
  for (const Piece& piece : places(own) == places(chosen) ? chosen : own) {
    out += piece.text;
    if (piece.value && *piece.value < values.size()) out += values[*piece.value];
  }
  return out;
}

std::string_view translation_of(const char* original) { return ::dgettext(domain, original); }

std::string translated(const Sentence& sentence) {
  return in_words_of(translation_of(sentence.words.data()), sentence.words, sentence.values);
}

std::string_view foreign_translation(const std::string& of, const std::string& folder,
                                     const std::string& original) {
  if (of.empty() || original.empty()) return original;  // gettext knows a catalogue's head by the empty text
  // Our own catalogues stay where they were found.
  if (of != domain && !folder.empty()) ::bindtextdomain(of.c_str(), folder.c_str());
  return ::dgettext(of.c_str(), original.c_str());
}

}  // namespace rouse::tools
