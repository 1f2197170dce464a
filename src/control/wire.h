// Wire: orders and replies as they cross the control socket: frames of a header and fields (fields.h).
//
//   "rous"  version:2  kind:2  length:4  |  length bytes of fields          (numbers least byte first)
//
// The header stays as it is in every version, and so do frames of the kind `versions`: with one a daemon
// answers to a version that it does not speak, naming those that it does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "control/order.h"
#include "control/reply.h"

namespace rouse::control {

inline constexpr std::uint16_t wire_version = 1;
inline constexpr std::size_t header_bytes = 12;
inline constexpr std::size_t order_limit_bytes = 4096;
/// Enough for what a hundred thousand services have to say.
inline constexpr std::size_t reply_limit_bytes = std::size_t{16} << 20;

enum class FrameKind : std::uint16_t { order = 1, reply = 2, versions = 3 };

struct Header {
  std::uint16_t version = 0;
  FrameKind kind = FrameKind::order;
  std::uint32_t length = 0;  // of what follows
};

/// Nothing: these bytes do not begin a frame. `bytes` are header_bytes of them.
std::optional<Header> header_of(std::string_view bytes);

/// Whole frames.
std::string frame_of(const Order& order);
/// One larger than reply_limit_bytes becomes a reply that says so.
std::string frame_of(const Reply& reply);
std::string versions_frame();

/// What is behind the header; nothing: no order, or one that this version does not know.
std::optional<Order> order_in(std::string_view body);
/// Nothing: no reply.
std::optional<Reply> reply_in(std::string_view body);
/// Which versions a daemon speaks, for people: "2 to 3"; nothing: it does not say.
std::optional<std::string> versions_in(std::string_view body);

}  // namespace rouse::control
