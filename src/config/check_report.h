// CheckReport: what the reader of the configuration said, for people: file:line, the line, a caret, a
// suggestion.
#pragma once

#include <string>

#include "config/check.h"

namespace rouse::config {

/// One message: "FILE:LINE: error: TEXT", then the line with a caret under the place, then the suggestion.
std::string message_text(const Message& message, bool colour);
/// xinetd ignores what it is about, or reads it otherwise.
bool is_unportable(const Message& message);
/// All messages (with `migrate`: the differences only) and a summary. With `portable` a line for each
/// unportable one: "FILE:LINE: TEXT".
std::string check_report(const Configuration& configuration, const CheckOptions& options);

}  // namespace rouse::config
