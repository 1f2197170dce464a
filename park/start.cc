// Where the library begins. Its constructor, which runs before those of the program, looks whether roused has
// started it, and leaves no trace of that in the environment; and it stands before libc's __libc_start_main,
// which every program with a dynamic loader calls, and has it call a main of its own. In another program it
// does nothing at all.
#include <dlfcn.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "park/dispatch.h"
#include "park/environment.h"
#include "park/kernel.h"
#include "park/loader_locks.h"
#include "park/pair.h"
#include "park/parked.h"
#include "park/text.h"

namespace rouse::park {

namespace {

using Main = int (*)(int, char**, char**);
using StartMain = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);

/// A message has no more variables: each has two bytes at least.
constexpr std::size_t variables_most = call_bytes_most / 2;

bool is_to_park = false;
bool parks_at_io = false;
Main program_main = nullptr;

[[gnu::constructor]] void look(int, char**, char** environment) {
  if (::getauxval(AT_SECURE) != 0) return;
  char* place = own_variable(environment);
  if (place == nullptr || !has_pair()) return;
  is_to_park = true;
  parks_at_io = behind(place, "3,io") != nullptr;
  take_out_own_variables(environment);
  hide_pair();
}

/// Comes back once for each caller, in a child of its own.
int parked_main(int argc, char** argv, char**) {
  char** roomy = roomy_copy(environ, variables_most);
  if (roomy == nullptr) end(0);
  Variables variables = wait_for_callers();
  append(roomy, variables.text, variables.bytes, variables.count);
  environ = roomy;
  return program_main(argc, argv, environ);
}

/// The program is parked wherever it gets to.
int watched_main(int argc, char** argv, char** environment) {
  if (!is_single()) say_unfit(Reason::has_threads);
  find_loader_locks();
  if (!watch_calls()) say_unfit(Reason::no_dispatch);
  return program_main(argc, argv, environment);
}

}  // namespace

extern "C" [[gnu::visibility("default")]] int __libc_start_main(Main main, int argc, char** argv,
                                                                void (*init)(), void (*fini)(),
                                                                void (*rtld_fini)(), void* stack_end) {
  auto start = reinterpret_cast<StartMain>(::dlsym(RTLD_NEXT, "__libc_start_main"));
  if (is_to_park) {
    program_main = main;
    main = parks_at_io ? watched_main : parked_main;
  }
  return start(main, argc, argv, init, fini, rtld_fini, stack_end);
}

}  // namespace rouse::park
