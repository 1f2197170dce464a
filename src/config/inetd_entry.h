// InetdEntry: a line of inetd.conf in xinetd's words. The daemon makes a service of it, itox its text: both
// of the same assignments, so that they mean the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/draft.h"
#include "config/inetd_fields.h"

namespace rouse::config {

struct InetdAssignment {
  std::string_view attribute;  // a name of the attribute table
  std::vector<InetdWord> values;
};

struct InetdEntry {
  InetdWord service;
  std::vector<InetdAssignment> assignments;
};

/// What xinetd makes of such a line, and what it could not read; one entry for each host.
std::vector<InetdEntry> inetd_entries(const InetdFields& fields);
/// The id of the services of a line: the service's name, with "-stream" or "-dgram" for internal ones.
std::string inetd_id(const InetdFields& fields);
/// The entry as a service that is being read; a bad value is reported and stands in draft.fault.
/// `defaults` are those that hold when an entry begins.
Draft inetd_draft(const InetdEntry& entry, std::shared_ptr<const SourceFile> source, const Draft& defaults,
                  World& world, Reporter& reporter);
/// The entry as the text of xinetd.conf.
std::string inetd_entry_text(const InetdEntry& entry);

}  // namespace rouse::config
