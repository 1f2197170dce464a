// Comparison: the doors that another process holds beside those that this configuration asks for: which of
// them would be taken over (--adopt PID --dry-run).
#pragma once

#include <string>
#include <vector>

#include "config/check.h"
#include "daemon/options.h"
#include "listen/inheritance.h"

namespace rouse::daemon {

/// adopted: taken over. moved: the other one holds that port, too, but not the same socket; rouse opens its
/// own when that one has ended. opened: the other one has none there. lost: no service wants it.
enum class Fate : std::uint8_t { adopted, moved, opened, lost };

struct DoorFate {
  std::string service = {};  // empty: lost
  std::string place = {};    // where rouse listens, or what is lost
  Fate fate = Fate::adopted;
  std::string theirs = {};  // moved: what the other one holds
};

/// One for each door of the configuration, in its order; then what is lost.
std::vector<DoorFate> compare(listen::Inheritance held, const config::Configuration& configuration);
std::size_t lost_in(const std::vector<DoorFate>& doors);

/// For people: a line for each door, and a summary.
std::string comparison_text(pid_t pid, const std::vector<DoorFate>& doors);
/// The same for programs:
/// {"pid":1,"doors":[{"service":..,"place":..,"fate":"adopted","theirs":null}],"lost":0} without the closing
/// brace, so that more can follow.
std::string comparison_json(pid_t pid, const std::vector<DoorFate>& doors);

/// Prints it with the findings of --check --migrate; the exit status as --help tells it.
int run_comparison(const Options& options, const config::CheckOptions& check);

}  // namespace rouse::daemon
