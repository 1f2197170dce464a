// UnitExport: an on-demand service as a socket unit of systemd's and the service unit that it starts, for who
// leaves rouse. What systemd has nothing for is told, never left out in silence. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/service_config.h"
#include "tools/unit_gaps.h"

namespace rouse::tools {

struct Unit {
  std::string name;  // "telnet.socket", "telnet@.service"
  std::string text;
};

struct UnitExport {
  Unit socket, service;
  std::vector<UnitGap> gaps;
};

/// For a service that has no unit_obstacle(). `is_disabled`: its configuration disables it.
UnitExport export_units(const config::ServiceConfig& service, config::DefaultFamily family, bool is_disabled);

/// "only_from: .example.org: systemd knows no names"; in the language of the tool, or in English for files.
std::string gap_in_words(const UnitGap& gap);
std::string gap_in_english(const UnitGap& gap);

}  // namespace rouse::tools
