// AdviceFacts: what `rouse advise` wants to know of a service beside what is counted, and how that crosses
// the control socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "control/spans.h"

namespace rouse::control {

/// What came of parking its server on trial.
struct TrialStatus {
  std::string point = {};          // where it parked: "main", "io"
  Spans parkings = {};             // from its start to there
  std::uint64_t memory_bytes = 0;  // that it had there, of shared pages its share
  std::string obstacle = {};       // why it did not park; empty: it did

  bool operator==(const TrialStatus&) const = default;
};

struct AdviceFacts {
  std::string server = {};    // the program; empty: it has none
  std::string point = {};     // where a warm one parks
  std::string obstacle = {};  // why it cannot be warm; empty: nothing is known against it
  std::string caveat = {};    // why that would be of little use; empty: nothing is known
  std::optional<TrialStatus> trial = {};

  bool operator==(const AdviceFacts&) const = default;
};

std::string fields_of(const AdviceFacts& facts);
/// False: `body` is no such thing.
bool take_fields(AdviceFacts& into, std::string_view body);

}  // namespace rouse::control
