// JsonParts: what several of the objects that `--json` prints are made of.
#pragma once

#include <string>
#include <vector>

#include "config/check_json.h"

namespace rouse::tools {

/// Nothing to say is null.
inline std::string text_or_null(const std::string& text) {
  return text.empty() ? "null" : config::json_string(text);
}

/// "[...]" of what `text` makes of each.
template <class T, class Text>
std::string array_of(const std::vector<T>& items, Text text) {
  std::string out;
  for (const T& item : items) out += (out.empty() ? "" : ",") + text(item);
  return "[" + out + "]";
}

}  // namespace rouse::tools
