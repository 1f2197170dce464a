// InetdFile: inetd.conf, line by line, with nothing thrown away: the daemon takes the entries, itox all of
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/inetd_fields.h"

namespace rouse::config {

enum class InetdKind : std::uint8_t {
  blank,
  comment,
  hosts,  // "a,b:" alone: the addresses of the lines behind it that name none
  entry,
  fault  // cannot be served; it has been reported
};

/// One line, or several of which each goes on with the one before it.
struct InetdLine {
  InetdKind kind = InetdKind::blank;
  int first = 0, last = 0;            // of the file, from 1
  std::vector<InetdWord> hosts;       // of hosts
  std::optional<InetdFields> fields;  // of an entry
  std::string name, problem;  // of a fault: what the service would have been called, and why it is none
};

/// All lines of the file in their order.
std::vector<InetdLine> read_inetd_file(const SourceFile& file, World& world, Reporter& reporter);

}  // namespace rouse::config
