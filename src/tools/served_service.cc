#include "tools/served_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "control/client.h"
#include "tools/reply_json.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

namespace state = control::state;
using control::OrderKind;
using control::Outcome;
using control::ServiceStatus;

constexpr int answer_ms = 5000;
constexpr int done = 0, failed = 1, unknown_command = 2, no_permission = 4, not_running = 7;
constexpr int status_stopped = 3, status_unknown = 4;

std::string state_in_words(const std::string& word) {
  if (word == state::open) return translated("open");
  if (word == state::closed) return translated("closed");
  if (word == state::paused) return translated("paused");
  if (word == state::waiting) return translated("waiting");
  if (word == state::disabled) return translated("disabled");
  if (word == state::failed) return translated("failed");
  return escaped(word);
}

int say(const std::string& line, int status) {
  fmt::print(stderr, "{}\n", line);
  return status;
}

std::string nobody_to_ask(const std::string& name, const std::string& why) {
  return translated("{} is on demand, but nobody can be asked: {}", name, escaped(why));
}

/// Nobody is there to ask, or nobody who answers.
int untold(const ServedRequest& request, const control::Failure& failure, bool status_wanted) {
  if (request.json) fmt::print("{}", failure_json(failure));
  std::string line = nobody_to_ask(request.name, failure.text);
  switch (failure.trouble) {
    case control::Trouble::not_running:
      if (request.words.front() == "stop") return say(line, done);
      return say(line, status_wanted ? status_stopped : not_running);
    case control::Trouble::not_permitted:
      return say(line, no_permission);
    default:
      return say(line, status_wanted ? status_unknown : failed);
  }
}

int tell(const ServedRequest& request, const control::Reply& reply, bool status_wanted) {
  if (request.json)
    fmt::print("{}", reply_json(reply));
  else
    for (const ServiceStatus& service : reply.services) fmt::print("{}\n", status_line(service));
  if (status_wanted) return status_of(reply.services);
  if (reply.outcome == Outcome::done) return done;
  return say(fmt::format("service: {}", escaped(reply.text)),
             reply.outcome == Outcome::not_permitted ? no_permission : failed);
}

}  // namespace

std::optional<std::vector<OrderKind>> orders_of(const std::vector<std::string>& words) {
  std::string_view command = words.size() == 1 ? std::string_view(words.front()) : std::string_view();
  if (command == "status") return {{OrderKind::show}};
  if (command == "start") return {{OrderKind::open}};
  if (command == "stop") return {{OrderKind::close}};
  if (command == "restart" || command == "force-reload" || command == "--full-restart")
    return {{OrderKind::close, OrderKind::open}};
  return std::nullopt;
}

int status_of(std::span<const ServiceStatus> services) {
  auto is_any_of = [](auto... words) {
    return [=](const ServiceStatus& service) { return ((service.state == words) || ...); };
  };
  if (std::ranges::any_of(services, is_any_of(state::open, state::paused))) return done;
  bool known =
      std::ranges::all_of(services, is_any_of(state::closed, state::waiting, state::disabled, state::failed));
  return known ? status_stopped : status_unknown;
}

std::string status_line(const ServiceStatus& service) {
  std::string out = translated("{} is on demand: {}", escaped(service.name), state_in_words(service.state));
  if (!service.place.empty())
    out += fmt::format(", {}, {}", escaped(service.place), translated("sessions: {}", service.sessions));
  if (!service.detail.empty()) out += "; " + escaped(service.detail);
  return out;
}

std::optional<int> serve_by_daemon(const ServedRequest& request) {
  auto known = control::ask(request.control_path, {OrderKind::show, request.name}, answer_ms);
  bool ours = known && known->outcome != Outcome::no_such_service;
  if (!ours && !request.configured) return std::nullopt;
  auto orders = orders_of(request.words);
  if (!orders)
    return say(translated("Usage: {}", fmt::format("service {} {{start|stop|restart|status}}", request.name)),
               unknown_command);
  bool status_wanted = orders->front() == OrderKind::show;
  if (known && !ours)
    return say(nobody_to_ask(request.name, known->text), status_wanted ? status_stopped : not_running);
  for (OrderKind order : *orders) {
    if (known && order != OrderKind::show)
      known = control::ask(request.control_path, {order, request.name}, answer_ms);
    if (!known) return untold(request, known.error(), status_wanted);
  }
  return tell(request, *known, status_wanted);
}

}  // namespace rouse::tools
