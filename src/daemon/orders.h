// Orders: what keeper and steward tell each other, one byte a message over a SOCK_SEQPACKET pair.
//
//   keeper -> steward   a signal's number: what the administrator wants (reference/xinetd.md section 5)
//   steward -> keeper   ready: everything is in service; the caller of the daemon may have his prompt back
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>

namespace rouse::daemon {

enum class Order : std::uint8_t { reload, terminate, quit, dump, check };

/// The message of a steward that serves.
inline constexpr std::uint8_t ready_message = 'R';

/// What a signal means; nothing: it is swallowed.
constexpr std::optional<Order> order_of(int signal) {
  switch (signal) {
    case SIGHUP:
    case SIGUSR2:
      return Order::reload;
    case SIGTERM:
      return Order::terminate;
    case SIGQUIT:
    case SIGINT:
      return Order::quit;
    case SIGUSR1:
      return Order::dump;
    case SIGABRT:
      return Order::check;
    default:
      return std::nullopt;
  }
}

constexpr bool is_leaving(Order order) { return order == Order::terminate || order == Order::quit; }

}  // namespace rouse::daemon
