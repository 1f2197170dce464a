#include "tools/rouse_events.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "sys/stamp.h"
#include "tools/figures.h"
#include "tools/since.h"
#include "tools/standard_output.h"
#include "tools/successor.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr std::size_t time_shown_bytes = 60;
/// A daemon that ends takes its socket away; a steward that dies leaves it to the next one, who replaces it.
constexpr std::chrono::seconds replacement_patience{1};

std::string line_of(const RouseRequest& request, const control::EventLine& event) {
  return request.json ? event.json + "\n" : fmt::format("{} {}\n", moment(event.at), escaped(event.text));
}

/// False: standard output is gone, and nobody reads on.
bool show(const RouseRequest& request, const std::vector<control::EventLine>& events) {
  for (const control::EventLine& event : events) print(line_of(request, event));
  return std::fflush(stdout) == 0;
}

/// Does somebody answer again?
bool has_successor(const std::string& path) {
  auto anybody = [](const control::DaemonStatus&) { return true; };
  return await_daemon(path, replacement_patience, anybody) ||
         (sys::stamp_of(path) && await_daemon(path, successor_patience, anybody));
}

/// He may have gone before he could answer, or have been on his way in.
bool may_have_successor(const control::Failure& failure) {
  return failure.trouble == control::Trouble::hung_up || failure.trouble == control::Trouble::not_running ||
         failure.trouble == control::Trouble::not_permitted;
}

/// As ask(), of whoever follows the one that has answered before.
std::optional<control::Reply> ask_on(const RouseRequest& request, const control::Order& order, Exit& exit) {
  for (;;) {
    auto reply = ask_quietly(request, order);
    if (reply) return std::move(*reply);
    if (!may_have_successor(reply.error()) || !has_successor(request.control_path))
      return ask(request, order, exit);  // and tell what there is now
  }
}

}  // namespace

Exit rouse_events(const RouseRequest& request) {
  std::string since_argument;
  if (std::optional<std::string> text = request.option("--since")) {
    std::optional<WallTime> at = since(*text, SystemClock().wall());
    if (!at) {
      complain(fmt::format("rouse: {}\n", translated("{} is no time: 15m, 16:09, 2026-11-22, @SECONDS",
                                                     escaped(*text, time_shown_bytes))));
      return Exit::usage;
    }
    since_argument = fmt::format("since={}", *at);
  }
  std::uint64_t last = 0;
  for (bool caught_up = false, answered = false;; answered = true) {
    control::Order order{control::OrderKind::events, request.operand(), {fmt::format("after={}", last)}};
    if (!since_argument.empty()) order.arguments.push_back(since_argument);
    if (caught_up) order.arguments.emplace_back("wait");
    Exit exit{};
    auto reply = answered ? ask_on(request, order, exit) : ask(request, order, exit);
    if (!reply) return exit;
    if (reply->outcome != control::Outcome::done) {
      tell(request, *reply);
      return exit_of(*reply);
    }
    if (!show(request, reply->events)) return Exit::failed;
    caught_up = reply->events.empty();
    if (caught_up && !request.has("--follow")) return Exit::done;
    if (!caught_up) last = reply->events.back().number;
  }
}

}  // namespace rouse::tools
