// RouseRequest: what somebody typed behind `rouse`, and what its subcommands have in common: asking the
// daemon, and telling what came of it.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "control/client.h"
#include "control/order.h"
#include "control/reply.h"

namespace rouse::tools {

/// Exit statuses of every subcommand.
enum class Exit : std::uint8_t {
  done = 0,  // or it was so already
  failed = 1,
  usage = 2,
  not_running = 3,
  not_permitted = 4,
  no_such_service = 5,
};

/// Those of a command, by their long words ("--since"), with their values; "" of one that takes none.
using RouseOptions = std::map<std::string, std::string, std::less<>>;

struct RouseRequest {
  std::vector<std::string> operands;  // behind the command
  RouseOptions options;
  std::string control_path;
  bool json = false;
  bool colour = false;  // the answer goes to a terminal

  /// The one that most subcommands have; empty: there is none.
  std::string operand() const { return operands.empty() ? std::string() : operands.front(); }
  bool has(std::string_view option) const { return options.contains(option); }
  /// Its value; nothing: it was not given.
  std::optional<std::string> option(std::string_view word) const {
    auto found = options.find(word);
    return found == options.end() ? std::nullopt : std::optional(found->second);
  }
};

/// Gives `order` to the daemon. Nothing: it could not be given, which has been told; `exit` says how.
std::optional<control::Reply> ask(const RouseRequest& request, const control::Order& order, Exit& exit);

/// The same, without a word about what went wrong.
std::expected<control::Reply, control::Failure> ask_quietly(const RouseRequest& request,
                                                            const control::Order& order);

/// Tells what came of an order: as JSON all of the reply; else what went wrong, on standard error. True: all
/// went well, and there is something left to be told in words.
bool tell(const RouseRequest& request, const control::Reply& reply);

/// `changed: yes` or `changed: no`, as every command says that changes something; in every language, because
/// programs look for it.
void tell_change(const control::Reply& reply);

/// The reply of who could not do it; that nobody may is told apart.
control::Reply refusal_of(const Error& error);

Exit exit_of(const control::Reply& reply);
Exit exit_of(const control::Failure& failure);

}  // namespace rouse::tools
