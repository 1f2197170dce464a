#include "tools/reply_json.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "config/check_json.h"

namespace rouse::tools {

namespace {

using config::json_string;
using control::Trouble;

template <class T, class Text>
std::string array_of(const std::vector<T>& items, Text text) {
  std::string out = "[";
  for (const T& item : items) {
    if (out.size() > 1) out += ',';
    out += text(item);
  }
  return out + ']';
}

std::string texts(const std::vector<std::string>& items) {
  return array_of(items, [](const std::string& item) { return json_string(item); });
}

std::string text_or_null(const std::string& text) { return text.empty() ? "null" : json_string(text); }

std::string service_json(const control::ServiceStatus& service) {
  return fmt::format(
      R"({{"name":{},"mode":{},"state":{},"place":{},"sessions":{},"limit":{},"detail":{},"pid":{}}})",
      json_string(service.name), json_string(service.mode), json_string(service.state),
      text_or_null(service.place), service.sessions,
      service.limit ? fmt::format("{}", *service.limit) : "null", text_or_null(service.detail),
      service.pid == 0 ? "null" : fmt::format("{}", service.pid));
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
      return "no answer";
  }
  return "no answer";
}

}  // namespace

std::string reply_json(const control::Reply& reply) {
  return fmt::format(
      R"({{"outcome":"{}","changed":{},"text":{},"services":{}{}}})"
      "\n",
      control::outcome_words[static_cast<std::size_t>(reply.outcome)], reply.changed, json_string(reply.text),
      array_of(reply.services, service_json),
      (reply.reload ? reload_json(*reply.reload) : "") + (reply.daemon ? daemon_json(*reply.daemon) : ""));
}

std::string failure_json(const control::Failure& failure) {
  return fmt::format(R"({{"outcome":"{}","text":{}}})"
                     "\n",
                     word_of(failure.trouble), json_string(failure.text.in_english()));
}

}  // namespace rouse::tools
