#include "listen/foresight.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/access_files.h"
#include "access/sensor_list.h"
#include "config/origins.h"
#include "listen/attendant.h"
#include "listen/prospect.h"
#include "listen/runnable.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

using access::Step;
using access::Word;
using std::chrono::seconds;
using ServiceRef = std::shared_ptr<Service>;

constexpr std::string_view hosts_word = "hosts";

/// As it is when the server that has the door has ended.
void leave_out_holder(const Service& service, access::Facts& facts) {
  if (service.state != DoorState::suspended) return;
  facts.running_overall -= std::min(facts.running_overall, service.running);
  facts.running = facts.running_of_source = 0;
}

/// Where the gate sees nobody's address, the door judges it by the same lists.
access::Facts foreseen_facts(Engine& engine, const Service& service, const net::Address& caller,
                             const Moment& at) {
  access::RateMeter unspoilt = service.record->rate;
  net::Address seen = accepts_itself(*service.config) ? net::Address() : caller;
  access::Facts facts = facts_of(engine, service, seen, at, unspoilt);
  facts.caller = caller;
  leave_out_holder(service, facts);
  return facts;
}

access::Limits limits_of(const Engine& engine, const Service& service) {
  return {*service.config, service.lists, engine.policy.process_limit};
}

access::Background background_of(const Engine& engine, const Service& service, const net::Address& caller,
                                 Instant at) {
  access::Background out{.rate = service.record->rate,
                         .source = access::source_of(caller, service.config->per_source_prefix),
                         .shut_for = {}};
  auto denial = engine.shut_out.ends().find(caller.unmapped());
  bool ends = denial != engine.shut_out.ends().end() && denial->second != access::SensorList::never;
  if (ends) out.shut_for = std::chrono::ceil<seconds>(denial->second - at);
  return out;
}

/// The attendant counts its callers' calls and sources, and nobody else.
void tell_ignorance(const config::ServiceConfig& config, std::vector<Step>& steps) {
  if (!is_attended(config)) return;
  auto about = [&](access::Rule rule) -> Step& { return steps[static_cast<std::size_t>(rule)]; };
  if (config.cps.connections != 0)
    about(access::Rule::cps).why = {
        translatable("cps = {} {}: calls are counted by the process that answers them"),
        {fmt::format("{}", config.cps.connections), fmt::format("{}", config.cps.wait_s)}};
  if (!config.per_source) return;
  Step& per_source = about(access::Rule::per_source);
  per_source.word = Word::unknown;
  per_source.reason.reset();
  per_source.why = {translatable("per_source = {}: callers are counted by the process that answers them"),
                    {fmt::format("{}", *config.per_source)}};
}

bool lacks_name(const access::Facts& facts, const access::Limits& limits) {
  auto asks = [&](access::Rule rule) {
    return access::judge(rule, facts, limits).kind == access::Verdict::Kind::needs_name;
  };
  return asks(access::Rule::no_access) || asks(access::Rule::only_from);
}

loop::Co<std::optional<access::CallerName>> name_for(Engine* engine, ServiceRef service, net::Address caller,
                                                     Moment at) {
  access::Facts facts = foreseen_facts(*engine, *service, caller, at);
  bool asks = !accepts_itself(*service->config) && lacks_name(facts, limits_of(*engine, *service));
  if (!asks) co_return std::nullopt;
  NameAnswer answer = co_await engine->names.name_of(caller, service->config->forward_confirm);
  co_return known_name(answer);
}

Step hosts_step(Word word, Sentence why, std::string place = {}) {
  Step out{.rule = hosts_word, .word = word, .why = std::move(why), .place = std::move(place)};
  if (word == Word::refuses) out.reason = access::Reason::libwrap;
  return out;
}

Step told_by(const WrapAnswer& answer, const std::string& daemon) {
  if (answer.allowed && answer.rule.empty())
    return hosts_step(
        Word::admits,
        {translatable("no rule of hosts.allow and hosts.deny fits, for the daemon {}"), {daemon}});
  if (answer.allowed)
    return hosts_step(Word::admits, {translatable("a rule lets him in, for the daemon {}"), {daemon}},
                      answer.rule);
  if (!answer.doubt.empty())
    return hosts_step(Word::refuses,
                      {translatable("nobody could tell whether hosts.allow and hosts.deny let him in: {}"),
                       {escaped(answer.doubt)}});
  return hosts_step(Word::refuses, {translatable("a rule refuses him, for the daemon {}"), {daemon}},
                    answer.rule);
}

loop::Co<Step> ask_hosts(Engine* engine, ServiceRef service, net::Address caller) {
  std::optional<access::WrapSubject> subject = access::wrap_subject(*service->config);
  if (!subject) {
    co_return hosts_step(Word::admits, {translatable("hosts.allow and hosts.deny are not asked")});
  }
  if (!service->asks_wrap) {
    co_return hosts_step(
        Word::admits,
        {translatable("hosts.allow and hosts.deny have no rule for the daemon {}"), {subject->daemon}});
  }
  WrapQuestion question;
  question.daemon = subject->daemon;
  if (!accepts_itself(*service->config)) question.caller = caller;
  if (service->door) question.local = sys::local_of(service->door->raw()).value_or(net::Endpoint{});
  question.attended_as = service->attended_as;
  question.wants_rule = true;
  WrapAnswer answer = co_await engine->names.wrapped(question);
  co_return told_by(answer, subject->daemon);
}

std::optional<Step> ident_step(const config::ServiceConfig& config) {
  if (!config.has(config::Flag::idonly) || !asks_about_admitted(config)) return std::nullopt;
  return Step{.rule = "ident",
              .word = Word::unknown,
              .why = {translatable("IDONLY: the ident server of the caller's machine has to name his user")},
              .place = config::origin_of(config, config::Sourced::flags)};
}

}  // namespace

const Step* Foresight::refusal() const {
  auto found = std::ranges::find(steps, Word::refuses, &Step::word);
  return found == steps.end() ? nullptr : &*found;
}

bool Foresight::depends() const {
  return refusal() == nullptr && std::ranges::find(steps, Word::unknown, &Step::word) != steps.end();
}

loop::Co<Foresight> foresee(Engine* engine, ServiceRef service, net::Address caller, Moment at) {
  net::Address seen = seen_at_door(*engine, *service, caller);
  std::optional<access::CallerName> name = co_await name_for(engine, service, seen, at);
  Step hosts = co_await ask_hosts(engine, service, seen);
  // Nobody waits from here on, so everything is of one moment.
  access::Facts facts = foreseen_facts(*engine, *service, seen, at);
  facts.name = name;
  Foresight out{.caller = seen, .at = at.wall, .steps = {}};
  out.steps =
      access::walk(facts, limits_of(*engine, *service), background_of(*engine, *service, seen, at.instant));
  tell_ignorance(*service->config, out.steps);
  out.steps.insert(out.steps.begin(), door_step(*engine, *service, seen, at.instant));
  out.steps.push_back(std::move(hosts));
  if (std::optional<Step> ident = ident_step(*service->config)) out.steps.push_back(std::move(*ident));
  co_return out;
}

Moment next_time(int minute_of_day, const Moment& now) {
  auto on_day = [&](int days) {
    std::tm parts{};
    localtime_r(&now.wall, &parts);
    parts.tm_mday += days;
    parts.tm_hour = minute_of_day / 60;
    parts.tm_min = minute_of_day % 60;
    parts.tm_sec = 0;
    parts.tm_isdst = -1;
    return ::mktime(&parts);
  };
  WallTime today = on_day(0);
  WallTime wall = today < now.wall ? on_day(1) : today;
  return {wall, now.instant + seconds(wall - now.wall)};
}

}  // namespace rouse::listen
