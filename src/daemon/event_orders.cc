#include "daemon/event_orders.h"

#include <algorithm>

#include "base/text.h"
#include "log/format.h"

namespace rouse::daemon {

namespace {

constexpr std::string_view after_word = "after=", since_word = "since=", wait_word = "wait";

}  // namespace

std::expected<EventQuery, std::string> event_query(const control::Order& order) {
  EventQuery out;
  for (std::string_view argument : order.arguments) {
    std::optional<std::uint64_t> number;
    if (argument.starts_with(after_word)) {
      number = whole_number(argument.substr(after_word.size()));
      out.after = number.value_or(0);
    } else if (argument.starts_with(since_word)) {
      number = whole_number(argument.substr(since_word.size()), INT64_MAX);
      out.since = static_cast<std::int64_t>(number.value_or(0));
    } else if (argument == wait_word) {
      out.waits = true;
      continue;
    }
    if (!number) return std::unexpected("this is no argument of events: " + escaped(argument, 60));
  }
  return out;
}

std::vector<control::EventLine> events_in(const log::Ring& ring, const EventQuery& query) {
  std::vector<control::EventLine> out;
  if (query.after >= ring.next()) return out;
  for (std::uint64_t number = std::max(ring.oldest(), query.after + 1);
       number < ring.next() && out.size() < events_at_once; ++number) {
    std::optional<log::Event> event = ring.at(number);
    if (!event || event->at < query.since) continue;
    if (query.is_wanted && !query.is_wanted(event->service->id)) continue;
    out.push_back({.number = number,
                   .at = static_cast<std::uint64_t>(event->at),
                   .text = log::one_line(log::full_entry(*event), log::entry_limit_bytes),
                   .json = log::event_json(*event)});
  }
  return out;
}

loop::Co<control::Reply> tell_events(loop::Loop* loop, loop::Flag* noted, const log::Ring* ring,
                                     EventQuery query) {
  Instant deadline = loop->now() + events_patience;
  std::vector<control::EventLine> events = events_in(*ring, query);
  while (events.empty() && query.waits && loop->now() < deadline) {
    bool raised = co_await noted->raised_until(deadline);
    (void)raised;  // either way it is time to look
    events = events_in(*ring, query);
  }
  control::Reply reply;
  reply.events = std::move(events);
  co_return reply;
}

}  // namespace rouse::daemon
