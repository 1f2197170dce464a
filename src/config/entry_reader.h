// EntryReader: the body of one entry, line by line, into a draft (reference/xinetd.md 2.1, 2.2).
#pragma once

#include <cstdint>

#include "config/draft.h"
#include "config/syntax.h"
#include "config/world.h"

namespace rouse::config {

enum class EntryEnd : std::uint8_t {
  complete,
  disabled,  // disable = yes: the rest was not read
  broken     // a line could not be read: the service is lost, defaults keep what stands in the other lines
};

/// Reads `entry` of draft.source into `draft`.
EntryEnd read_entry(const Entry& entry, Draft& draft, World& world, Reporter& reporter);

}  // namespace rouse::config
