#include "tools/rouse_advise.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "sys/file.h"
#include "sysv/tree.h"
#include "tools/advice.h"
#include "tools/columns.h"
#include "tools/figures.h"
#include "tools/json_parts.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using config::json_string;
using control::ServiceStatus;
using Rows = std::vector<std::vector<Cell>>;

constexpr std::size_t point_shown_bytes = 60;
constexpr std::array<std::string_view, 2> points = {"main", "io"};

/// An init script that starts the same server for good: of the service's name, or of its program's.
std::optional<std::string> init_script_of(const ServiceStatus& service) {
  if (!service.advice || service.advice->server.empty()) return std::nullopt;
  std::string program = service.advice->server.substr(service.advice->server.rfind('/') + 1);
  for (const std::string& name : {service.name, program}) {
    std::string path = sysv::Tree().script(name);
    if (!name.empty() && name.find('/') == std::string::npos && sys::readable(path)) return path;
  }
  return std::nullopt;
}

std::string rate(double an_hour) { return fmt::format("{:.{}f}", an_hour, an_hour < 10 ? 1 : 0); }

/// "12.4 ms"; "<= 14.2 ms".
std::string saves(const Advice& advice) {
  if (!advice.saving) return "-";
  return fmt::format("{}{}", advice.saving->is_bound() ? "<= " : "", lapse(advice.saving->us));
}

std::vector<Cell> advice_row(const ServiceStatus& service, const Advice& advice) {
  bool counts = service.counts.since != 0;
  return {{escaped(service.name)}, {escaped(service.mode)},     {counts ? rate(advice.callers_an_hour) : "-"},
          {saves(advice)},         {size(advice.memory_bytes)}, {std::string(advice.recommended)}};
}

std::string saving_in_words(const Saving& saving) {
  std::string us = lapse(saving.us);
  switch (saving.source) {
    case Saving::Source::starts:
      return translated("saves a caller {} (the way to its park point, at best of {} starts, less a fork)",
                        us, saving.times);
    case Saving::Source::trial:
      return translated(
          "saves a caller {}, but for a fork (the way to its park point, at best of {} starts "
          "on trial)",
          us, saving.times);
    case Saving::Source::sessions:
      return translated("saves a caller at most {} (the shortest of {} sessions)", us, saving.times);
  }
  return us;
}

std::string why_in_words(const Advice& advice) {
  Sentence sentence = advice.why;
  for (std::string& value : sentence.values) value = escaped(value);
  return translated(sentence);
}

std::string start_of(const std::string& script) {
  return fmt::format("service {} start", script.substr(script.rfind('/') + 1));
}

/// What warm would save, it saves as well, and the fork besides.
std::string standalone_in_words(const ServiceStatus& service, const Advice& advice) {
  std::optional<std::string> script = init_script_of(service);
  if (!script) return translated("only with a server that listens itself; as it is, it is given its callers");
  std::string type = escaped(start_of(*script));
  if (!advice.saving) return translated("{} starts a server that listens itself: {}", escaped(*script), type);
  return translated("{} starts a server that listens itself, and saves a caller {}: {}", escaped(*script),
                    saves(advice), type);
}

void add_sessions(const control::ServiceCounts& counts, Rows& rows) {
  if (counts.own_sessions.times > 0)
    rows.push_back(
        {{translated("sessions")},
         {translated("{} of started servers: the shortest {}, the mean {}", counts.own_sessions.times,
                     lapse(counts.own_sessions.least_us), lapse(counts.own_sessions.mean_us()))}});
  if (counts.forked_sessions.times > 0)
    rows.push_back(
        {{translated("sessions")},
         {translated("{} of forked servers: the shortest {}, the mean {}", counts.forked_sessions.times,
                     lapse(counts.forked_sessions.least_us), lapse(counts.forked_sessions.mean_us()))}});
}

std::string advice_portrait(const ServiceStatus& service, const Advice& advice, bool colour) {
  Rows rows = {{{translated("name")}, {escaped(service.name)}},
               {{translated("mode")}, {escaped(service.mode)}}};
  if (service.counts.since != 0) {
    rows.push_back({{translated("callers")},
                    {translated("{} in {}: {} an hour", advice.callers, span(advice.watched_s),
                                rate(advice.callers_an_hour))}});
    rows.push_back({{translated("counted")}, {translated("since {}", moment(service.counts.since))}});
  }
  add_sessions(service.counts, rows);
  if (advice.saving) rows.push_back({{translated("warm")}, {saving_in_words(*advice.saving)}});
  if (service.advice && service.advice->trial && !service.advice->trial->obstacle.empty())
    rows.push_back({{translated("trial")},
                    {translated("not parked at {}: {}", service.advice->trial->point,
                                escaped(service.advice->trial->obstacle))}});
  if (advice.memory_bytes != 0) rows.push_back({{translated("memory")}, {size(advice.memory_bytes)}});
  if (service.park)
    rows.push_back({{translated("forked")},
                    {translated("for callers: {}; served cold: {}", service.park->forks.times,
                                service.park->served_cold)}});
  if (service.advice && !service.advice->server.empty())
    rows.push_back({{"standalone"}, {standalone_in_words(service, advice)}});
  rows.push_back({{translated("advice")}, {fmt::format("{}: {}", advice.recommended, why_in_words(advice))}});
  if (!advice.command.empty()) rows.push_back({{translated("type")}, {escaped(advice.command)}});
  for (const std::string& line : advice.lines) {
    bool is_first = &line == &advice.lines.front();
    std::string label = !is_first                ? translated("and write")
                        : advice.command.empty() ? translated("write")
                                                 : translated("or write");
    rows.push_back({{label}, {line}});
  }
  return columns(rows, colour);
}

std::string spans_json(const control::Spans& spans) {
  if (spans.times == 0) return "null";
  return fmt::format(R"({{"times":{},"shortest_us":{},"mean_us":{}}})", spans.times, spans.least_us,
                     spans.mean_us());
}

/// Why it was not parked; null where it was, and where nobody tried.
std::string trial_json(const ServiceStatus& service) {
  return service.advice && service.advice->trial ? text_or_null(service.advice->trial->obstacle) : "null";
}

std::string standalone_json(const ServiceStatus& service) {
  std::optional<std::string> script = init_script_of(service);
  if (!script) return "null";
  return fmt::format(R"({{"script":{},"command":{}}})", json_string(*script), json_string(start_of(*script)));
}

/// Its keys stand in docs/warm.md.
std::string advice_json(const ServiceStatus& service, const Advice& advice) {
  constexpr std::array<std::string_view, 3> sources = {"starts", "trial", "sessions"};
  std::string saving = "null";
  if (advice.saving)
    saving = fmt::format(R"({{"us":{},"at_most":{},"measured":"{}","point":{},"times":{},"us_an_hour":{}}})",
                         advice.saving->us, advice.saving->is_bound(),
                         sources[static_cast<std::size_t>(advice.saving->source)], text_or_null(advice.point),
                         advice.saving->times, advice.saved_an_hour_us());
  return fmt::format(
      R"({{"name":{},"mode":{},"since":{},"watched_s":{},"callers":{},"callers_an_hour":{:.2f},"sessions":{{"started":{},"forked":{}}},"saves":{},"trial":{},"memory":{},"standalone":{},"advice":"{}","why":{},"command":{},"lines":{}}})",
      json_string(service.name), json_string(service.mode), service.counts.since, advice.watched_s,
      advice.callers, advice.callers_an_hour, spans_json(service.counts.own_sessions),
      spans_json(service.counts.forked_sessions), saving, trial_json(service),
      advice.memory_bytes == 0 ? "null" : fmt::format("{}", advice.memory_bytes), standalone_json(service),
      advice.recommended, json_string(advice.why.in_english()), text_or_null(advice.command),
      array_of(advice.lines, [](const std::string& line) { return json_string(line); }));
}

/// Nothing: what was typed is wrong, which has been told.
std::optional<control::Order> order_of(const RouseRequest& request) {
  std::string name = request.operand();
  std::optional<std::string> point = request.option("--measure");
  if (!point)
    return control::Order{name.empty() ? control::OrderKind::list : control::OrderKind::show,
                          name,
                          {std::string(control::parked_argument), std::string(control::advice_argument)}};
  std::string wrong;
  if (name.empty())
    wrong = translated("--measure is for one service: rouse advise NAME --measure {}", "main");
  if (std::ranges::find(points, *point) == points.end())
    wrong = translated("{} is no park point: main or io", escaped(*point, point_shown_bytes));
  if (wrong.empty()) return control::Order{control::OrderKind::trial, name, {*point}};
  complain(fmt::format("rouse: {}\n", wrong));
  return std::nullopt;
}

}  // namespace

Exit rouse_advise(const RouseRequest& request) {
  std::optional<control::Order> order = order_of(request);
  if (!order) return Exit::usage;
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, *order, exit);
  if (!reply) return exit;
  if (reply->outcome != control::Outcome::done) {
    tell(request, *reply);
    return exit_of(*reply);
  }
  auto now = static_cast<std::uint64_t>(SystemClock().wall());
  std::string portraits;
  std::vector<std::string> objects;
  Rows rows = {{{translated("NAME")},
                {translated("MODE")},
                {translated("CALLERS/H")},
                {translated("SAVES")},
                {translated("MEMORY")},
                {translated("ADVICE")}}};
  for (const ServiceStatus& service : reply->services) {
    Advice advice = advice_about(service, now);
    objects.push_back(advice_json(service, advice));
    portraits += (portraits.empty() ? "" : "\n") + advice_portrait(service, advice, request.colour);
    rows.push_back(advice_row(service, advice));
  }
  if (request.json)
    print(fmt::format("{{\"outcome\":\"done\",\"services\":{}}}\n",
                      array_of(objects, [](const std::string& object) { return object; })));
  else
    print(request.operand().empty() ? columns(rows, request.colour) : portraits);
  return Exit::done;
}

}  // namespace rouse::tools
