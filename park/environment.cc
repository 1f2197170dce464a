#include "park/environment.h"

#include <sys/mman.h>

#include "park/kernel.h"
#include "park/text.h"
#include "park/wire.h"

namespace rouse::park {

namespace {

constexpr char preload[] = "LD_PRELOAD=";

char* value_of_own(char* text) {
  char* rest = behind(text, variable);
  return rest != nullptr && *rest == '=' ? rest + 1 : nullptr;
}

/// "LD_PRELOAD=/lib/librouse-park.so:own" -> "LD_PRELOAD=own". False: there is nothing of its own in it.
bool leave_own_preload(char* value) {
  char* from = value;
  while (*from != '\0' && *from != ':') ++from;
  if (*from == '\0') return false;
  for (++from; *from != '\0'; ++from) *value++ = *from;
  *value = '\0';
  return true;
}

void put(char** array, char* text) {
  while (*array != nullptr && !same_name(*array, text)) ++array;
  *array = text;
}

}  // namespace

char* own_variable(char** environment) {
  for (; *environment != nullptr; ++environment)
    if (char* value = value_of_own(*environment)) return value;
  return nullptr;
}

void take_out_own_variables(char** environment) {
  char** to = environment;
  bool preloads = false;
  for (char** from = environment; *from != nullptr; ++from) {
    char* libraries = preloads ? nullptr : behind(*from, preload);
    preloads = preloads || libraries != nullptr;
    if (value_of_own(*from) != nullptr || (libraries != nullptr && !leave_own_preload(libraries))) continue;
    *to++ = *from;
  }
  *to = nullptr;
}

char** roomy_copy(char** environment, std::size_t more) {
  std::size_t length = 0;
  while (environment[length] != nullptr) ++length;
  std::size_t bytes = (length + more + 1) * sizeof(char*);
  long memory = call(SYS_mmap, nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory < 0) return nullptr;
  char** array = reinterpret_cast<char**>(memory);
  for (std::size_t i = 0; i < length; ++i) array[i] = environment[i];
  return array;
}

void append(char** array, char* text, std::size_t bytes, std::size_t count) {
  if (bytes == 0 || text[bytes - 1] != '\0') return;
  const char* past = text + bytes;
  for (std::size_t i = 0; i < count && text < past; ++i) {
    put(array, text);
    text += length_of(text) + 1;
  }
}

}  // namespace rouse::park
