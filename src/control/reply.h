// Reply: what the daemon answers to an order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "control/advice_facts.h"
#include "control/daemon_status.h"
#include "control/event_fields.h"
#include "control/park_status.h"
#include "control/service_counts.h"
#include "control/session_fields.h"
#include "control/walk_fields.h"

namespace rouse::control {

/// done: also when there was nothing to do.
enum class Outcome : std::uint8_t { done, failed, not_permitted, no_such_service };

/// In the order of Outcome; as JSON has them.
inline constexpr std::array<std::string_view, 4> outcome_words = {"done", "failed", "not permitted",
                                                                  "no such service"};

/// What a service does at the moment. Words, not an enumeration: a tool prints those that it does not know.
namespace state {
inline constexpr std::string_view open = translatable("open");
inline constexpr std::string_view closed =
    translatable("closed");  // by order, until it is opened or the daemon restarts
inline constexpr std::string_view paused = translatable("paused");  // by cps, for its wait
inline constexpr std::string_view waiting =
    translatable("waiting");  // for its port or address, which it opens when it can
inline constexpr std::string_view disabled = translatable("disabled");  // by its configuration
inline constexpr std::string_view failed =
    translatable("failed");  // it is not served, though the files say so
// Of residents, beside others (supervise/life.h).
inline constexpr std::string_view running = translatable("running");
inline constexpr std::string_view given_up = translatable("given up");
}  // namespace state

namespace mode {
inline constexpr std::string_view on_demand = "on-demand";
inline constexpr std::string_view standalone = "standalone";
inline constexpr std::string_view warm = "warm";
inline constexpr std::array all = {on_demand, standalone, warm};
}  // namespace mode

/// Sentences about a service, whose name stands in every place.
namespace sentence {
inline constexpr std::string_view no_such_service = translatable("no service is called {}");
inline constexpr std::string_view did_you_mean = translatable("no service is called {}; did you mean {}?");
inline constexpr std::string_view is_resident =
    translatable("{} is a resident, which has no door of its own: rouse start {}, rouse stop {}");
inline constexpr std::string_view is_on_demand =
    translatable("{} is on demand, its callers start its servers: rouse open {}, rouse close {}");
inline constexpr std::array all = {no_such_service, is_resident, is_on_demand};
}  // namespace sentence

/// One of them, with the name.
inline Sentence about(std::string_view sentence, const std::string& name) {
  return {sentence, {name, name, name}};
}

/// No service is called so, but another one perhaps `meant`; empty: none is.
inline Sentence unknown_service(const std::string& name, const std::string& meant) {
  if (meant.empty()) return about(sentence::no_such_service, name);
  return {sentence::did_you_mean, {name, meant}};
}

struct ServiceStatus {
  std::string name = {};  // its id
  std::string mode = {};
  std::string state = {};
  std::string place = {};  // where it listens: "[::]:23/tcp", the path of a socket; empty: nowhere
  std::uint64_t sessions = 0;
  std::optional<std::uint64_t> limit = {};  // of its sessions; nothing: none
  std::string detail = {};                  // why it is in this state, where that is not plain; may be empty
  std::uint64_t pid = 0;                    // of a resident's or a parked process; 0: it has none
  ServiceCounts counts = {};
  std::optional<ParkStatus> park = {};     // of a warm one
  std::optional<AdviceFacts> advice = {};  // where it was asked for, of one in operation

  bool operator==(const ServiceStatus&) const = default;
};

/// What a reload did.
struct ReloadResult {
  std::vector<std::string> added, changed, dropped;  // names of services
  std::vector<std::string> problems;                 // "FILE:LINE: what is wrong"

  /// No service is other than before.
  bool leaves_all() const { return added.empty() && changed.empty() && dropped.empty(); }
  bool operator==(const ReloadResult&) const = default;
};

struct Reply {
  Outcome outcome = Outcome::done;
  bool changed = false;  // something is other than before
  /// A sentence for people: why it failed, or what to know; may be empty. In English; tools translate those
  /// that are always the same.
  std::string text = {};
  std::vector<ServiceStatus> services = {};
  std::optional<ReloadResult> reload = {};
  std::vector<SessionStatus> sessions = {};
  std::vector<EventLine> events = {};
  std::optional<DaemonStatus> daemon = {};
  std::vector<WalkStatus> walks = {};
  std::optional<ParkTotal> parked = {};  // where it was asked for, and there are warm services

  bool operator==(const Reply&) const = default;
};

/// "telnet is disabled: disable = yes (...)"
inline Sentence state_sentence(const ServiceStatus& service) {
  if (service.detail.empty()) return {translatable("{} is {}"), {service.name, service.state}};
  return {translatable("{} is {}: {}"), {service.name, service.state, service.detail}};
}

inline Reply refusal(Outcome outcome, std::string_view text) {
  return {.outcome = outcome, .text = std::string(text)};
}

}  // namespace rouse::control
