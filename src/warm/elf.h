// Elf: what the head of an ELF file says about how its program is started. Pure; the file may say anything,
// so little of it is read, and nothing of it is believed that the kernel would not take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace rouse::warm {

/// What a file has from an offset on, as much as goes into the room; how much that was.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> room)>;

/// A program of roused's own word size and byte order.
struct Elf {
  std::uint16_t machine = 0;  // EM_*
  std::string loader;         // the dynamic loader that starts it; empty: it is static
};

/// The head, the table of segments and the path of the loader: no more than this is read of a file.
inline constexpr std::size_t elf_bytes_most = 16384;

/// An error says what the file is instead, as what comes after its name.
std::expected<Elf, std::string_view> read_elf(const ReadAt& read_at);

}  // namespace rouse::warm
