// This process's end of the pair (park/wire.h).
#pragma once

#include <cstddef>

#include "park/wire.h"

namespace rouse::park {

/// There is an end of a pair where roused puts it.
bool has_pair();
/// Puts it where the program will not meet it, as if it were not there.
void hide_pair();
/// Its number now.
int pair_number();
/// It is still open there, whatever the program has closed.
bool keeps_pair();
void close_pair();

/// False: there is no steward any more.
bool say(Kind kind, std::uint32_t tag, std::uint32_t code);
/// Says why it cannot be parked, and ends.
[[noreturn]] void say_unfit(Reason reason);

/// What has come with a caller.
struct Received {
  Call* call;  // valid until the next one comes
  char* variables;
  std::size_t variable_bytes;
  int caller;  // -1: nobody will come any more
};
/// Waits for the next caller.
Received next_caller();

}  // namespace rouse::park
