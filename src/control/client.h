// Client: a tool's end of the control socket, for programs that have no loop: one order, one reply, within a
// deadline.
//
//   auto reply = control::ask(control::tool_path(), {control::OrderKind::show, "telnet"}, 5000);
//   if (!reply) fmt::print(stderr, "{}\n", reply.error().text.in_english());
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/text.h"
#include "control/order.h"
#include "control/reply.h"

namespace rouse::control {

/// not_running: nobody is there to ask; not_permitted: the kernel lets this user not even ask; other_version:
/// the daemon speaks another version of the protocol; no_answer: it did not answer in time, or nothing
/// sensible; hung_up: it went, or was killed, in place of an answer.
enum class Trouble : std::uint8_t { not_running, not_permitted, other_version, no_answer, hung_up };

/// Why there is no reply.
struct Failure {
  Trouble trouble = Trouble::no_answer;
  Sentence text;
};

/// Asks the daemon whose control socket is at `path`, and waits for its reply at most `timeout_ms`. A reply
/// may say that the order failed (Reply::outcome).
std::expected<Reply, Failure> ask(const std::string& path, const Order& order, int timeout_ms);

}  // namespace rouse::control
