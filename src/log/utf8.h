// Utf8: where characters end, so that nothing is cut in the middle of one and nothing invalid gets into JSON.
#pragma once

#include <cstddef>
#include <string_view>

namespace rouse::log {

/// The length in bytes of the character at the front of `text`; 0 when those bytes are no valid UTF-8
/// (overlong, a surrogate, above U+10FFFF, incomplete) or `text` is empty.
std::size_t character_bytes(std::string_view text);

}  // namespace rouse::log
