#include "tools/served_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "control/client.h"
#include "tools/daemon_words.h"
#include "tools/reply_json.h"
#include "tools/service_messages.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

namespace state = control::state;
using control::OrderKind;
using control::ServiceStatus;

constexpr int answer_ms = 5000;
/// The daemon answers an order to a resident when it has come of it what will.
constexpr int obeyed_ms =
    answer_ms + static_cast<int>(std::chrono::milliseconds(control::order_patience).count());
constexpr int done = 0, not_done = 1, unknown_command = 2, no_permission = 4, not_running = 7;
constexpr int status_stopped = 3, status_unknown = 4;

/// The exit status of `status` in a state: 0 where callers are served or soon are, 1 where a server has ended
/// that should run, 3 where none should.
struct StateRow {
  std::string_view word;
  int status;
};

constexpr std::array state_rows = {
    StateRow{state::open, 0},   StateRow{state::paused, 0},  StateRow{state::running, 0},
    StateRow{"starting", 0},    StateRow{"stopping", 0},     StateRow{"restarting", 0},
    StateRow{"failing", 1},     StateRow{"resting", 1},      StateRow{state::given_up, 1},
    StateRow{state::closed, 3}, StateRow{state::waiting, 3}, StateRow{state::disabled, 3},
    StateRow{state::failed, 3}, StateRow{"stopped", 3}};

const StateRow* row_of(std::string_view word) {
  const StateRow* found = std::ranges::find(state_rows, word, &StateRow::word);
  return found == state_rows.end() ? nullptr : found;
}

bool is_resident(const ServiceStatus& service) { return service.mode == control::mode::standalone; }

int say(const std::string& line, int status) {
  complain(line + "\n");
  return status;
}

/// There is a file for it, but no daemon, or one that has not read the file.
int unserved(const ServedRequest& request, const std::string& why, bool status_wanted) {
  std::string line = translated("{} is on demand, but is not served: {}", request.name, why);
  if (request.words.front() == "stop") return say(line, done);
  return say(line, status_wanted ? status_stopped : not_running);
}

int unanswered(const ServedRequest& request, const control::Failure& failure, bool status_wanted) {
  if (request.json) print(failure_json(failure));
  if (failure.trouble == control::Trouble::not_running)
    return unserved(request, text_in_words(failure), status_wanted);
  std::string line = "service: " + text_in_words(failure);
  if (failure.trouble == control::Trouble::not_permitted) return say(line, no_permission);
  return say(line, status_wanted ? status_unknown : not_done);
}

int tell(const ServedRequest& request, const control::Reply& reply, bool status_wanted) {
  if (request.json)
    print(reply_json(reply));
  else
    for (const ServiceStatus& service : reply.services) print(status_line(service) + "\n");
  if (reply.outcome == control::Outcome::done) return status_wanted ? status_of(reply.services) : done;
  return say("service: " + text_in_words(reply, request.name),
             reply.outcome == control::Outcome::not_permitted ? no_permission : not_done);
}

}  // namespace

std::optional<std::vector<OrderKind>> orders_of(const std::vector<std::string>& words, bool resident) {
  std::string_view command = words.size() == 1 ? std::string_view(words.front()) : std::string_view();
  if (command == "status") return {{OrderKind::show}};
  if (command == "start") return {{resident ? OrderKind::start : OrderKind::open}};
  if (command == "stop") return {{resident ? OrderKind::stop : OrderKind::close}};
  if (command != "restart" && command != "force-reload" && command != "--full-restart") return std::nullopt;
  if (resident) return {{OrderKind::restart}};
  return {{OrderKind::close, OrderKind::open}};
}

int status_of(std::span<const ServiceStatus> services) {
  int out = status_unknown;
  for (const ServiceStatus& service : services)
    if (const StateRow* row = row_of(service.state)) out = std::min(out, row->status);
  return out;
}

std::string status_line(const ServiceStatus& service) {
  std::string name = escaped(service.name), words = state_in_words(service.state);
  std::string out = is_resident(service) ? translated("{} is a resident: {}", name, words)
                                         : translated("{} is on demand: {}", name, words);
  if (service.pid != 0) out += fmt::format(", pid {}", service.pid);
  if (!service.place.empty())
    out += fmt::format(", {}, {}", escaped(service.place), translated("sessions: {}", service.sessions));
  if (!service.detail.empty()) out += "; " + detail_in_words(service);
  return out;
}

std::optional<int> serve_by_daemon(const ServedRequest& request) {
  auto known = control::ask(request.control_path, {OrderKind::show, request.name}, answer_ms);
  bool ours = known && known->outcome == control::Outcome::done;
  if (!ours && !request.configured) return std::nullopt;
  bool resident = ours && std::ranges::any_of(known->services, is_resident);
  auto orders = orders_of(request.words, resident);
  if (!orders)
    return say(translated("Usage: {}", fmt::format("service {} {{start|stop|restart|status}}", request.name)),
               unknown_command);
  bool status_wanted = orders->front() == OrderKind::show;
  if (known && known->outcome == control::Outcome::no_such_service) {
    if (request.json) print(reply_json(*known));
    return unserved(request, text_in_words(*known, request.name), status_wanted);
  }
  for (OrderKind order : *orders) {
    if (known && order != OrderKind::show)
      known = control::ask(request.control_path, {order, request.name}, obeyed_ms);
    if (!known) return unanswered(request, known.error(), status_wanted);
  }
  return tell(request, *known, status_wanted);
}

}  // namespace rouse::tools
