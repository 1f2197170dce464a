#include "log/utf8.h"

namespace rouse::log {

namespace {

/// One row of the table of well-formed sequences: what the first byte allows for the second.
struct Lead {
  unsigned first_from, first_to;
  std::size_t length;
  unsigned second_from, second_to;
};

constexpr Lead leads[] = {
    {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf}, {0xe1, 0xec, 3, 0x80, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

bool within(char byte, unsigned from, unsigned to) {
  unsigned value = static_cast<unsigned char>(byte);
  return value >= from && value <= to;
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
  if (text.empty()) return 0;
  if (within(text[0], 0, 0x7f)) return 1;
  for (const Lead& lead : leads) {
    if (!within(text[0], lead.first_from, lead.first_to)) continue;
    if (text.size() < lead.length || !within(text[1], lead.second_from, lead.second_to)) return 0;
    for (std::size_t i = 2; i < lead.length; ++i) {
      if (!within(text[i], 0x80, 0xbf)) return 0;
    }
    return lead.length;
  }
  return 0;
}

}  // namespace rouse::log
