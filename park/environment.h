// The environment of a parked process, which is the service's own, and of its children, which is that and
// what describes their caller. Arrays are the library's: what a program has instead of libc's setenv does not
// matter.
#pragma once

#include <cstddef>

namespace rouse::park {

/// What ROUSE_PARK says, or null: roused has not started this program.
char* own_variable(char** environment);
/// Takes ROUSE_PARK and this library in LD_PRELOAD out of `environment`; what the service itself preloads
/// stays.
void take_out_own_variables(char** environment);

/// An array with everything in `environment` and room for variables behind it. Null: there is no memory.
char** roomy_copy(char** environment, std::size_t more);
/// Puts the `count` strings that stand one behind the other in `bytes` bytes at `text` behind the array's
/// own, or in the place of one with the same name.
void append(char** array, char* text, std::size_t bytes, std::size_t count);

}  // namespace rouse::park
