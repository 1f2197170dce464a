// Orders: what keeper and steward tell each other, messages over a SOCK_SEQPACKET pair.
//
//   keeper -> steward   a signal's number, one byte: what the administrator wants (reference/xinetd.md
//                       section 5); 0: are you alive?
//   steward -> keeper   ready: everything is in service; the caller of the daemon may have his prompt back
//                       alive: the answer
//                       reloading: the configuration is read anew; another ready ends it
//                       leaving: whatever my end is like from now on, I meant to go
//                       upgrade: when I have ended, become the new program
//                       keep: hold these descriptors, which have these numbers; drop: close them
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "process/custody.h"

namespace rouse::daemon {

enum class Order : std::uint8_t { reload, terminate, quit, dump, check };

/// The first word of a steward's messages.
inline constexpr std::uint32_t ready_message = 'R';
inline constexpr std::uint32_t alive_message = 'A';
inline constexpr std::uint32_t reloading_message = 'G';
inline constexpr std::uint32_t leaving_message = 'L';
inline constexpr std::uint32_t upgrade_message = 'U';
inline constexpr std::uint32_t keep_message = 'K';
inline constexpr std::uint32_t drop_message = 'D';

/// As many as one message brings descriptors (sys::send_message).
inline constexpr std::size_t deposits_per_message = 64;

/// The keeper's question whether the steward is alive, which no signal has as its number.
inline constexpr int life_question = 0;

/// A steward's message; ready, alive, reloading, leaving and upgrade are its first word alone.
struct CustodyMessage {
  std::uint32_t tag = 0;
  std::array<process::DepositNumber, deposits_per_message> numbers;
};

/// Bytes of a message with `count` numbers.
constexpr std::size_t size_of(std::size_t count) {
  return sizeof(std::uint32_t) + count * sizeof(process::DepositNumber);
}

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
