#include "park/loader_locks.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

#include <cstddef>

namespace rouse::park {

namespace {

/// Where the loader has all that it may change, its locks among them.
constexpr char state[] = "_rtld_global";

char* begin = nullptr;
std::size_t bytes = 0;

bool is_held_by(const pthread_mutex_t& lock, int owner) {
  return lock.__data.__kind == PTHREAD_MUTEX_RECURSIVE && lock.__data.__owner == owner &&
         lock.__data.__count > 0;
}

}  // namespace

void find_loader_locks() {
  void* found = ::dlsym(RTLD_DEFAULT, state);
  Dl_info object;
  void* symbol = nullptr;
  if (found == nullptr || ::dladdr1(found, &object, &symbol, RTLD_DL_SYMENT) == 0 || symbol == nullptr)
    return;
  begin = static_cast<char*>(found);
  bytes = static_cast<ElfW(Sym)*>(symbol)->st_size;
}

void take_over_loader_locks(int from, int to) {
  for (std::size_t at = 0; at + sizeof(pthread_mutex_t) <= bytes; at += alignof(pthread_mutex_t)) {
    auto& lock = *reinterpret_cast<pthread_mutex_t*>(begin + at);
    if (is_held_by(lock, from)) lock.__data.__owner = to;
  }
}

}  // namespace rouse::park
