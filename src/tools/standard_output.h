// StandardOutput: what the tools write to standard output and standard error. A full disk or a closed
// descriptor throws nobody out of what he is doing: what cannot be written is lost, and the tool's end says
// so.
#pragma once

#include <string_view>

namespace rouse::tools {

/// First thing in main: no file that is opened later takes the place of a standard descriptor that whoever
/// started the program left closed.
void open_standard_output();

void print(std::string_view text);
/// To standard error.
void complain(std::string_view text);

/// Last thing in main: says it when something was lost on standard output. The status to end with: `status`,
/// or 1 in place of 0 then.
int end_status(std::string_view program, int status);

}  // namespace rouse::tools
