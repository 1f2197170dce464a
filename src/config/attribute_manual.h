// AttributeManual: what the manual says of every attribute beside its row of the attribute table. English
// only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/attribute_table.h"

namespace rouse::config {

struct ManualRow {
  std::string_view name;       // as in the attribute table
  std::string_view values;     // what may stand behind the operator
  std::string_view otherwise;  // what holds if neither the service nor defaults say it
  std::string_view example;    // a whole line
  std::string_view see_also;   // names of attributes, a blank between; may be empty
  std::string_view note = {};  // what surprises; sentences
};

std::span<const ManualRow> attribute_manual();
/// The row of a name, as the attribute table writes it; null: the table has none of that name.
const ManualRow* manual_of(std::string_view name);

/// Where it may stand, and behind which operators: "service (= only, once), defaults (=, += or -=)".
std::string places_of(const AttributeRow& row);
/// Which daemons understand it: "xinetd and rouse".
std::string_view text(Origin origin);

}  // namespace rouse::config
