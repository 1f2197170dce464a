// Walk: why the gate lets a caller in or not. Every rule of gate.h is asked, whatever the others say, and
// tells what it goes by and where that stands. Pure; what it says is for people, and the tools translate it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/gate.h"
#include "access/rate.h"
#include "base/text.h"

namespace rouse::access {

/// unknown: it turns on something that cannot be known beforehand.
enum class Word : std::uint8_t { admits, refuses, unknown };

struct Step {
  std::string_view rule;  // "only_from"; lives as long as the program
  Word word = Word::admits;
  std::optional<Reason> reason = {};  // that the log would tell, of one that refuses
  Sentence why;
  std::string place = {};  // "FILE:LINE"; empty: it stands nowhere
};

/// What its steps are called, in the order of Rule: by the attribute that sets it, where one does.
inline constexpr std::array<std::string_view, rule_count> rule_words = {
    "cps",    "max_load", "access_times", "instances", "per_source",
    "-limit", "flags",    "sensors",      "no_access", "only_from"};
constexpr std::string_view word(Rule rule) { return rule_words[static_cast<std::size_t>(rule)]; }

/// What the facts were made of, for people.
struct Background {
  RateMeter rate;                                // before this caller
  net::Address source;                           // whom per_source counts him as
  std::optional<std::chrono::seconds> shut_for;  // by a SENSOR; nothing, though it has: for ever
};

/// A step for each rule, in the order of Rule. What decide() says is the first that does not admit.
std::vector<Step> walk(const Facts& facts, const Limits& limits, const Background& background);

/// "2h05m", "3m12s", "45s".
std::string span_text(std::chrono::seconds span);

}  // namespace rouse::access
