// WalkStatus: whether a caller would come in at a service, and why, as the daemon tells it; how it crosses
// the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::control {

/// What a step says of the caller, or all of them together. Words, not an enumeration: a tool prints those
/// that it does not know.
namespace verdict {
inline constexpr std::string_view admits = "admits";
inline constexpr std::string_view refuses = "refuses";
inline constexpr std::string_view unknown = "unknown";  // it turns on what nobody can know beforehand
}  // namespace verdict

struct WalkStep {
  std::string rule;     // "only_from"
  std::string verdict;  // of this rule alone
  std::string reason;   // that the log tells of such a refusal; may be empty
  /// A sentence for people (base/text.h): its words in English, and what belongs into their places.
  std::string words;
  std::vector<std::string> values;
  std::string place;  // "FILE:LINE"; empty: it stands nowhere

  bool operator==(const WalkStep&) const = default;
};

struct PastRefusal {
  std::uint64_t at = 0;  // wall time
  std::string reason;    // as the log has it
  std::string rule;      // the step that refuses so; empty: none
  std::string place;     // where that stands now

  bool operator==(const PastRefusal&) const = default;
};

struct WalkStatus {
  std::string service;                // its id
  std::string caller;                 // as the gate sees him
  std::uint64_t at = 0;               // wall time
  std::string verdict;                // of all steps: that of the first which refuses
  std::uint64_t refused = 0;          // how often he was, as far back as the daemon knows
  std::vector<PastRefusal> refusals;  // the last of them, the eldest first
  std::vector<WalkStep> steps;        // in the order in which they are asked

  /// The step that decides; null: none refuses.
  const WalkStep* refusal() const;
  bool operator==(const WalkStatus&) const = default;
};

std::string fields_of(const WalkStatus& walk);
/// False: `body` is no such thing.
bool take_fields(WalkStatus& into, std::string_view body);

}  // namespace rouse::control
