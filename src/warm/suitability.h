// Suitability: whether a server can be parked, as far as its file tells before it is started. What parks is a
// library that the dynamic loader puts into the program: the loader has to be the one that the library was
// made for, roused's own, and it must not distrust whoever starts it.
//
//   script --#!--> interpreter ... --> program --PT_INTERP--> the loader
//
// A server that is not suitable is started anew for each caller, and the log has the obstacle.
#pragma once

#include <string>

#include "process/recipe.h"
#include "warm/elf.h"

namespace rouse::warm {

struct Suitability {
  process::Strings
      files;             // the server and, of a script, its interpreter, and so on: the last one is executed
  std::string obstacle;  // why it cannot be parked; empty: nothing is known against it
  std::string caveat;    // why it is of little use to park it; empty: nothing is known
};

/// roused itself; without a loader where that cannot be found out.
const Elf& own_program();

/// Looks at the file of a server as execve does. Reads at most some KiB of it, and of each interpreter.
Suitability look_at_server(const std::string& path, const Elf& own = own_program());

}  // namespace rouse::warm
