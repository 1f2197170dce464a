// The first line of a script, as the kernel reads it: #! and the interpreter, and perhaps one argument.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace rouse::warm {

/// The kernel looks at no more of a file.
inline constexpr std::size_t script_line_most = 256;

bool is_script(std::string_view head);
/// Out of the first script_line_most bytes of a script; nothing: the kernel would not start it.
std::optional<std::string_view> interpreter_in(std::string_view head);

}  // namespace rouse::warm
