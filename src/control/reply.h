// Reply: what the daemon answers to an order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rouse::control {

/// done: also when there was nothing to do.
enum class Outcome : std::uint8_t { done, failed, not_permitted, no_such_service };

/// In the order of Outcome; as JSON has them.
inline constexpr std::array<std::string_view, 4> outcome_words = {"done", "failed", "not permitted",
                                                                  "no such service"};

/// What a service does at the moment. Words, not an enumeration: a tool prints those that it does not know.
namespace state {
inline constexpr std::string_view open = "open";
inline constexpr std::string_view closed = "closed";    // by order, until it is opened or the daemon restarts
inline constexpr std::string_view paused = "paused";    // by cps, for its wait
inline constexpr std::string_view waiting = "waiting";  // for its port or address, which it opens when it can
inline constexpr std::string_view disabled = "disabled";  // by its configuration
inline constexpr std::string_view failed = "failed";      // it is not served, though the files say so
// Of residents, beside others (supervise/life.h).
inline constexpr std::string_view running = "running";
inline constexpr std::string_view given_up = "given up";
}  // namespace state

namespace mode {
inline constexpr std::string_view on_demand = "on-demand";
inline constexpr std::string_view standalone = "standalone";
}  // namespace mode

struct ServiceStatus {
  std::string name;  // its id
  std::string mode;
  std::string state;
  std::string place = {};  // where it listens: "[::]:23/tcp", the path of a socket; empty: nowhere
  std::uint64_t sessions = 0;
  std::optional<std::uint64_t> limit = {};  // of its sessions; nothing: none
  std::string detail = {};                  // why it is in this state, where that is not plain; may be empty
  std::uint64_t pid = 0;                    // of a resident's process; 0: it has none

  bool operator==(const ServiceStatus&) const = default;
};

/// What a reload did.
struct ReloadResult {
  std::vector<std::string> added, changed, dropped;  // names of services
  std::vector<std::string> problems;                 // "FILE:LINE: what is wrong"

  bool operator==(const ReloadResult&) const = default;
};

struct Reply {
  Outcome outcome = Outcome::done;
  bool changed = false;   // something is other than before
  std::string text = {};  // a sentence for people: why it failed, or what to know; may be empty
  std::vector<ServiceStatus> services = {};
  std::optional<ReloadResult> reload = {};

  bool operator==(const Reply&) const = default;
};

inline Reply refusal(Outcome outcome, std::string text) {
  return {.outcome = outcome, .text = std::move(text)};
}

}  // namespace rouse::control
