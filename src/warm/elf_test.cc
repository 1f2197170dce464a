#include "warm/elf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>

#include "fakes/elf_file.h"

namespace rouse::warm {
namespace {

using fakes::ElfFile;
using fakes::with_zero;

constexpr std::uint16_t machine = EM_X86_64;
constexpr std::string_view broken = "has an ELF header that makes no sense";

std::expected<Elf, std::string_view> read_bytes(const std::string& bytes) {
  std::size_t total = 0;
  std::expected<Elf, std::string_view> out = read_elf([&](std::uint64_t offset, std::span<std::byte> room) {
    total += room.size();
    std::size_t begin = std::min<std::uint64_t>(offset, bytes.size());
    std::size_t got = std::min(room.size(), bytes.size() - begin);
    std::memcpy(room.data(), bytes.data() + begin, got);
    return got;
  });
  EXPECT_LE(total, elf_bytes_most);
  return out;
}

/// What is said of a program of which something has been spoilt.
std::string_view spoilt(const std::function<void(ElfFile&)>& spoil) {
  ElfFile file(machine, with_zero("/lib/ld.so"));
  spoil(file);
  std::expected<Elf, std::string_view> elf = read_bytes(file.bytes());
  return elf ? "" : elf.error();
}

TEST(Elf, TellsTheLoader) {
  std::expected<Elf, std::string_view> elf = read_bytes(ElfFile(machine, with_zero("/lib/ld.so")).bytes());
  ASSERT_TRUE(elf);
  EXPECT_EQ(elf->loader, "/lib/ld.so");
  EXPECT_EQ(elf->machine, machine);
}

TEST(Elf, HasNoLoaderWhenItIsStatic) {
  std::expected<Elf, std::string_view> elf = read_bytes(ElfFile(machine).bytes());
  ASSERT_TRUE(elf);
  EXPECT_EQ(elf->loader, "");
}

TEST(Elf, OfSeveralLoadersTheFirstCounts) {
  ElfFile file(machine, with_zero("/one") + with_zero("/two"));
  file.segments[1].p_filesz = file.segments[0].p_filesz = with_zero("/one").size();
  file.segments[0].p_type = PT_INTERP;
  file.segments[0].p_offset = file.segments[1].p_offset + with_zero("/one").size();
  EXPECT_EQ(read_bytes(file.bytes())->loader, "/two");
}

TEST(Elf, IsOfThisWordSizeAndByteOrderAndAProgram) {
  EXPECT_EQ(read_bytes("").error(), "is neither an ELF file nor a script");
  EXPECT_EQ(read_bytes("echo hello\n").error(), "is neither an ELF file nor a script");
  const bool is_64 = sizeof(void*) == 8;
  EXPECT_EQ(spoilt([&](ElfFile& f) { f.head.e_ident[EI_CLASS] = is_64 ? ELFCLASS32 : ELFCLASS64; }),
            is_64 ? "is a 32 bit program" : "is a 64 bit program");
  EXPECT_EQ(spoilt([](ElfFile& f) { f.head.e_ident[EI_CLASS] = 7; }), broken);
  EXPECT_EQ(spoilt([](ElfFile& f) { f.head.e_ident[EI_DATA] ^= 3; }),
            "is a program of a machine with another byte order");
  EXPECT_EQ(spoilt([](ElfFile& f) { f.head.e_type = ET_REL; }), "is an ELF file that is no program");
  EXPECT_EQ(spoilt([](ElfFile& f) { f.head.e_type = ET_EXEC; }), "");
}

TEST(Elf, HostileHeadersMakeNoSense) {
  const std::uint64_t nowhere = std::numeric_limits<std::uint64_t>::max();
  using Spoil = std::function<void(ElfFile&)>;
  for (const Spoil& spoil :
       {Spoil([](ElfFile& f) { f.head.e_phentsize += 1; }), Spoil([](ElfFile& f) { f.head.e_phnum = 0; }),
        Spoil([](ElfFile& f) { f.head.e_phnum = 9; }), Spoil([](ElfFile& f) { f.head.e_phnum = 0xffff; }),
        Spoil([&](ElfFile& f) { f.head.e_phoff = nowhere - 8; }),
        Spoil([&](ElfFile& f) { f.segments[1].p_offset = nowhere; }),
        Spoil([&](ElfFile& f) { f.segments[1].p_filesz = nowhere; }),
        Spoil([](ElfFile& f) { f.segments[1].p_filesz = 0; }),
        Spoil([](ElfFile& f) { f.segments[1].p_filesz += 1; }),
        Spoil([](ElfFile& f) { f.segments[1].p_filesz -= 1; }),
        Spoil([](ElfFile& f) { f.tail[3] = '\0'; })}) {
    EXPECT_EQ(spoilt(spoil), broken);
  }
  EXPECT_EQ(read_bytes(ElfFile(machine).bytes().substr(0, 40)).error(), broken);
}

/// Thousands of segments are the kernel's business, and none of ours, even where they are all there.
TEST(Elf, OfManySegmentsNoneIsRead) {
  EXPECT_EQ(spoilt([](ElfFile& f) {
              f.head.e_phnum = 129;
              f.segments.resize(129);
            }),
            broken);
}

}  // namespace
}  // namespace rouse::warm
