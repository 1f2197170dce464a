#include "tools/rouse_request.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>

#include "control/client.h"
#include "tools/daemon_words.h"
#include "tools/reply_json.h"
#include "tools/standard_output.h"

namespace rouse::tools {

namespace {

using control::Trouble;

constexpr int reading_patience_ms = 10'000;
constexpr int changing_patience_ms =
    reading_patience_ms + std::chrono::milliseconds(control::order_patience).count();

Exit exit_of_trouble(Trouble trouble) {
  switch (trouble) {
    case Trouble::not_running:
      return Exit::not_running;
    case Trouble::not_permitted:
      return Exit::not_permitted;
    case Trouble::other_version:
    case Trouble::no_answer:
    case Trouble::hung_up:
      return Exit::failed;
  }
  return Exit::failed;
}

}  // namespace

std::expected<control::Reply, control::Failure> ask_quietly(const RouseRequest& request,
                                                            const control::Order& order) {
  // What decides about a caller may be a name server.
  bool takes_time = control::row_of(order.kind).changes || order.kind == control::OrderKind::why;
  int patience_ms = takes_time ? changing_patience_ms : reading_patience_ms;
  return control::ask(request.control_path, order, patience_ms);
}

std::optional<control::Reply> ask(const RouseRequest& request, const control::Order& order, Exit& exit) {
  auto reply = ask_quietly(request, order);
  if (reply) return std::move(*reply);
  exit = exit_of(reply.error());
  if (request.json)
    print(failure_json(reply.error()));
  else
    complain(fmt::format("rouse: {}\n", text_in_words(reply.error())));
  return std::nullopt;
}

bool tell(const RouseRequest& request, const control::Reply& reply) {
  bool is_done = reply.outcome == control::Outcome::done;
  if (request.json)
    print(reply_json(reply));
  else if (!is_done)
    complain(fmt::format("rouse: {}\n", text_in_words(reply, request.operand())));
  return !request.json && is_done;
}

void tell_change(const control::Reply& reply) { print(reply.changed ? "changed: yes\n" : "changed: no\n"); }

control::Reply refusal_of(const Error& error) {
  bool not_permitted = error.code == EACCES || error.code == EPERM || error.code == EROFS;
  return control::refusal(not_permitted ? control::Outcome::not_permitted : control::Outcome::failed,
                          error.text());
}

Exit exit_of(const control::Failure& failure) { return exit_of_trouble(failure.trouble); }

Exit exit_of(const control::Reply& reply) {
  switch (reply.outcome) {
    case control::Outcome::done:
      return Exit::done;
    case control::Outcome::failed:
      return Exit::failed;
    case control::Outcome::not_permitted:
      return Exit::not_permitted;
    case control::Outcome::no_such_service:
      return Exit::no_such_service;
  }
  return Exit::failed;
}

}  // namespace rouse::tools
