#include "screen/width.h"

#include <algorithm>
#include <cwchar>

namespace rouse::screen {

namespace {

/// One character as it is shown.
struct Glyph {
  std::string_view bytes;
  int columns = 1;
};

/// Cuts the first character off `rest`, which is not empty.
Glyph next_glyph(std::string_view& rest) {
  std::mbstate_t state{};
  wchar_t character = 0;
  std::size_t length = std::mbrtowc(&character, rest.data(), rest.size(), &state);
  bool whole = length > 0 && length <= rest.size();
  int columns = whole ? ::wcwidth(character) : -1;
  Glyph out = columns < 0 ? Glyph{"?"} : Glyph{rest.substr(0, length), columns};
  rest.remove_prefix(whole ? length : 1);
  return out;
}

}  // namespace

int width_of(std::string_view text) {
  int out = 0;
  while (!text.empty()) out += next_glyph(text).columns;
  return out;
}

std::string fitted(std::string_view text, int width) {
  std::string out;
  int left = width;
  while (!text.empty()) {
    Glyph glyph = next_glyph(text);
    if (glyph.columns > left) break;
    out += glyph.bytes;
    left -= glyph.columns;
  }
  out.append(static_cast<std::size_t>(std::max(left, 0)), ' ');
  return out;
}

}  // namespace rouse::screen
