// Order: what somebody outside wants of the daemon, as the control socket takes it.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::control {

/// In which an order is carried out, or answered with what is still to come.
inline constexpr std::chrono::seconds order_patience{110};

enum class OrderKind : std::uint8_t {
  list,
  show,
  open,
  close,
  start,
  stop,
  restart,
  reload,
  runlevel,
  enter,
  sessions,
  kill,
  events,
  status,
  upgrade,
  why,
  trial
};

struct Order {
  OrderKind kind = OrderKind::list;
  std::string name = {};                    // of the service; of the runlevel to enter
  std::vector<std::string> arguments = {};  // what else it takes, as the kind of order says

  bool operator==(const Order&) const = default;
};

/// The argument of those that may be carried out by force.
inline constexpr std::string_view force_argument = "force";
/// The arguments of list and show that have memory looked at: that of all processes of the services, or of
/// what is parked alone.
inline constexpr std::string_view memory_argument = "memory";
inline constexpr std::string_view parked_argument = "parked";
/// The one that has the daemon tell whether the services can be warm.
inline constexpr std::string_view advice_argument = "advice";

/// One kind of order: the word for it, which also crosses the socket, and what it takes.
struct OrderRow {
  OrderKind kind;
  std::string_view word;
  bool takes_name;
  bool changes;
};

/// In the order of OrderKind.
inline constexpr std::array order_rows = {
    OrderRow{OrderKind::list, "list", false, false},
    OrderRow{OrderKind::show, "show", true, false},
    OrderRow{OrderKind::open, "open", true, true},
    OrderRow{OrderKind::close, "close", true, true},
    OrderRow{OrderKind::start, "start", true, true},
    OrderRow{OrderKind::stop, "stop", true, true},
    OrderRow{OrderKind::restart, "restart", true, true},
    OrderRow{OrderKind::reload, "reload", false, true},
    OrderRow{OrderKind::runlevel, "runlevel", false, false},
    OrderRow{OrderKind::enter, "enter", true, true},
    OrderRow{OrderKind::sessions, "sessions", true, false},  // of all services without a name
    OrderRow{OrderKind::kill, "kill", true, true},           // a session; "force": without asking it
    OrderRow{OrderKind::events, "events", true, false},      // daemon/event_orders.h
    OrderRow{OrderKind::status, "status", false, false},
    OrderRow{OrderKind::upgrade, "upgrade", false, true},
    OrderRow{OrderKind::why, "why", true, false},     // daemon/why_orders.h
    OrderRow{OrderKind::trial, "trial", true, true},  // its server is parked; where: "main" or "io"
};

constexpr const OrderRow& row_of(OrderKind kind) { return order_rows[static_cast<std::size_t>(kind)]; }

/// The kind of order that `word` says; nothing: none.
constexpr std::optional<OrderKind> order_kind(std::string_view word) {
  const auto* found = std::ranges::find(order_rows, word, &OrderRow::word);
  return found == order_rows.end() ? std::nullopt : std::optional(found->kind);
}

}  // namespace rouse::control
