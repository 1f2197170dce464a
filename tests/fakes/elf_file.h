// ElfFile: the head of an ELF program of this machine, for tests to spoil.
#pragma once

#include <elf.h>
#include <link.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace rouse::fakes {

struct ElfFile {
  ElfW(Ehdr) head {};
  std::vector<ElfW(Phdr)> segments;
  std::string tail;  // what follows them

  /// Started by `loader`, with the zero at its end if it has one; without a loader it is static.
  explicit ElfFile(std::uint16_t machine, const std::string& loader = {}) : tail(loader) {
    std::memcpy(head.e_ident, ELFMAG, SELFMAG);
    head.e_ident[EI_CLASS] = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
    head.e_ident[EI_DATA] = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    head.e_type = ET_DYN;
    head.e_machine = machine;
    head.e_phoff = sizeof head;
    head.e_phentsize = sizeof segments[0];
    head.e_phnum = 2;
    segments.resize(head.e_phnum);
    segments[0].p_type = PT_LOAD;
    segments[1].p_type = loader.empty() ? PT_NOTE : PT_INTERP;
    segments[1].p_offset = sizeof head + head.e_phnum * sizeof segments[0];
    segments[1].p_filesz = loader.size();
  }

  std::string bytes() const {
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    out.append(reinterpret_cast<const char*>(segments.data()), segments.size() * sizeof segments[0]);
    return out + tail;
  }
};

/// A path as it stands in such a file.
inline std::string with_zero(const std::string& path) { return {path.c_str(), path.size() + 1}; }

}  // namespace rouse::fakes
