#include "warm/elf.h"

#include <elf.h>
#include <link.h>

#include <bit>
#include <climits>
#include <cstring>
#include <optional>
#include <vector>

namespace rouse::warm {

namespace {

using Head = ElfW(Ehdr);
using Segment = ElfW(Phdr);

constexpr bool is_64_bit = sizeof(void*) == 8;
constexpr unsigned char own_class = is_64_bit ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char own_order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
/// Programs have about a dozen; the kernel takes as many as fit into 64 KiB.
constexpr std::size_t segments_most = 128;
/// With the zero at its end.
constexpr std::size_t loader_bytes_most = PATH_MAX;
static_assert(sizeof(Head) + segments_most * sizeof(Segment) + loader_bytes_most <= elf_bytes_most);

constexpr std::string_view broken = "has an ELF header that makes no sense";

/// Reads all of `out`; false: the file is shorter, or the offset is nowhere.
template <class T>
bool fill(const ReadAt& read_at, std::uint64_t offset, std::span<T> out) {
  std::span<std::byte> room = std::as_writable_bytes(out);
  return read_at(offset, room) == room.size();
}

/// Why it is none of ours; nothing: it is.
std::optional<std::string_view> stranger(const Head& head) {
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return "is neither an ELF file nor a script";
  if (head.e_ident[EI_CLASS] != own_class)
    return head.e_ident[EI_CLASS] == ELFCLASS32   ? "is a 32 bit program"
           : head.e_ident[EI_CLASS] == ELFCLASS64 ? "is a 64 bit program"
                                                  : broken;
  if (head.e_ident[EI_DATA] != own_order) return "is a program of a machine with another byte order";
  if (head.e_type != ET_EXEC && head.e_type != ET_DYN) return "is an ELF file that is no program";
  return std::nullopt;
}

/// A text with one zero, at its end, as the kernel wants it.
std::optional<std::string> path_in(const ReadAt& read_at, const Segment& segment) {
  if (segment.p_filesz < 2 || segment.p_filesz > loader_bytes_most) return std::nullopt;
  std::string path(static_cast<std::size_t>(segment.p_filesz), '\0');
  if (!fill(read_at, segment.p_offset, std::span(path))) return std::nullopt;
  if (path.find('\0') != path.size() - 1) return std::nullopt;
  path.pop_back();
  return path;
}

}  // namespace

std::expected<Elf, std::string_view> read_elf(const ReadAt& read_at) {
  Head head{};
  // Of what is shorter than a head, the beginning says what it is not.
  std::size_t got = read_at(0, std::as_writable_bytes(std::span(&head, 1)));
  if (auto why = stranger(head)) return std::unexpected(*why);
  bool is_whole = got == sizeof head && head.e_phentsize == sizeof(Segment);
  if (!is_whole || head.e_phnum == 0 || head.e_phnum > segments_most) return std::unexpected(broken);
  std::vector<Segment> segments(head.e_phnum);
  if (!fill(read_at, head.e_phoff, std::span(segments))) return std::unexpected(broken);
  for (const Segment& segment : segments) {
    if (segment.p_type != PT_INTERP) continue;
    std::optional<std::string> loader = path_in(read_at, segment);
    if (!loader) return std::unexpected(broken);
    return Elf{head.e_machine, *loader};  // of several the kernel takes the first
  }
  return Elf{head.e_machine, {}};
}

}  // namespace rouse::warm
