#include "tools/reply_json.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "config/check_json.h"
#include "tools/json_parts.h"
#include "tools/walk_report.h"

namespace rouse::tools {

namespace {

using config::json_string;
using control::Trouble;

std::string texts(const std::vector<std::string>& items) {
  return array_of(items, [](const std::string& item) { return json_string(item); });
}

std::string number_or_null(std::uint64_t number) { return number == 0 ? "null" : fmt::format("{}", number); }

/// {"time":3}
std::string reasons_json(const std::vector<control::Count>& refused) {
  std::string out;
  for (const control::Count& count : refused)
    out += fmt::format("{}{}:{}", out.empty() ? "" : ",", json_string(count.what), count.times);
  return "{" + out + "}";
}

std::string session_json(const control::SessionStatus& session) {
  return fmt::format(
      R"({{"id":{},"service":{},"caller":{},"port":{},"pid":{},"since":{},"lasts_s":{},"uid":{}}})",
      json_string(session.id), json_string(session.service), text_or_null(session.caller),
      number_or_null(session.port), session.pid, session.since, session.lasts_s, text_or_null(session.user));
}

/// Of a warm service; of others there is none.
std::string park_json(const std::optional<control::ParkStatus>& park) {
  if (!park) return {};
  return fmt::format(
      R"(,"park":{{"state":{},"memory":{},"started":{},"failed":{},"forked":{},"served_cold":{}}})",
      json_string(park->state), number_or_null(park->memory_bytes), park->started, park->failed,
      park->forks.times, park->served_cold);
}

std::string total_json(const control::ParkTotal& total) {
  return fmt::format(R"(,"parked":{{"processes":{},"memory":{},"limit":{}}})", total.processes,
                     total.memory_bytes, total.limit_bytes ? fmt::format("{}", *total.limit_bytes) : "null");
}

std::string service_json(const control::ServiceStatus& service) {
  return fmt::format(
      R"({{"name":{},"mode":{},"state":{},"place":{},"sessions":{},"limit":{},"detail":{},"pid":{},"served":{},"refused":{},"failed_starts":{},"last_caller":{},"last_call":{},"memory":{}{}}})",
      json_string(service.name), json_string(service.mode), json_string(service.state),
      text_or_null(service.place), service.sessions,
      service.limit ? fmt::format("{}", *service.limit) : "null", text_or_null(service.detail),
      number_or_null(service.pid), service.counts.served, reasons_json(service.counts.refused),
      service.counts.failed_starts, text_or_null(service.counts.caller),
      number_or_null(service.counts.called_at), number_or_null(service.counts.memory_bytes),
      park_json(service.park));
}

std::string daemon_json(const control::DaemonStatus& daemon) {
  return fmt::format(R"(,"daemon":{{"version":{},"pid":{},"stewards":{},"news":{}}})",
                     json_string(daemon.version), daemon.pid, daemon.stewards, json_string(daemon.news));
}

std::string reload_json(const control::ReloadResult& reload) {
  return fmt::format(R"(,"reload":{{"added":{},"changed":{},"dropped":{},"problems":{}}})",
                     texts(reload.added), texts(reload.changed), texts(reload.dropped),
                     texts(reload.problems));
}

std::string_view word_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::not_running:
      return "not running";
    case Trouble::not_permitted:
      return "not permitted";
    case Trouble::other_version:
      return "other version";
    case Trouble::no_answer:
    case Trouble::hung_up:
      return "no answer";
  }
  return "no answer";
}

}  // namespace

std::string reply_json(const control::Reply& reply) {
  return fmt::format(R"({{"outcome":"{}","changed":{},"text":{},"services":{},"sessions":{}{}{}{}{}}})"
                     "\n",
                     control::outcome_words[static_cast<std::size_t>(reply.outcome)], reply.changed,
                     json_string(reply.text), array_of(reply.services, service_json),
                     array_of(reply.sessions, session_json), reply.reload ? reload_json(*reply.reload) : "",
                     reply.daemon ? daemon_json(*reply.daemon) : "",
                     reply.walks.empty() ? "" : R"(,"walks":)" + array_of(reply.walks, walk_json),
                     reply.parked ? total_json(*reply.parked) : "");
}

std::string failure_json(const control::Failure& failure) {
  return fmt::format(R"({{"outcome":"{}","text":{}}})"
                     "\n",
                     word_of(failure.trouble), json_string(failure.text.in_english()));
}

}  // namespace rouse::tools
