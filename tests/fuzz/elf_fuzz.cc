// Any bytes as the file of a server: its ELF header or its first line. Little of it is read, whatever it
// says, and what is found was in it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "warm/elf.h"
#include "warm/script_line.h"

using namespace rouse::warm;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void check_elf(std::string_view file) {
  std::size_t total = 0;
  auto elf = read_elf([&](std::uint64_t offset, std::span<std::byte> room) {
    total += room.size();
    const std::size_t begin = std::min<std::uint64_t>(offset, file.size());
    const std::size_t got = std::min(room.size(), file.size() - begin);
    if (got > 0) std::memcpy(room.data(), file.data() + begin, got);
    return got;
  });
  expect(total <= elf_bytes_most);
  if (!elf) return expect(!elf.error().empty());
  expect(elf->loader.find('\0') == std::string::npos);
  expect(file.find(elf->loader) != std::string_view::npos);
}

void check_script(std::string_view file) {
  auto interpreter = interpreter_in(file);
  if (!interpreter) return;
  expect(is_script(file) && !interpreter->empty());
  expect(interpreter->find_first_of(std::string_view(" \t\n\0", 4)) == std::string_view::npos);
  expect(file.substr(0, script_line_most).find(*interpreter) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  check_elf(file);
  check_script(file);
  return 0;
}
