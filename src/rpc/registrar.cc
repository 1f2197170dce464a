#include "rpc/registrar.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "loop/sleep.h"
#include "rpc/left_over.h"

namespace rouse::rpc {

namespace {

constexpr std::chrono::milliseconds first_rest{20};
constexpr std::chrono::milliseconds longest_rest{2000};
constexpr std::chrono::seconds first_refusal_rest{1};
constexpr std::chrono::seconds longest_refusal_rest{60};

void forget_key(Standings& standings, const Registration& key) {
  std::erase_if(standings, [&](const auto& entry) { return entry.first.has_same_key(key); });
}

}  // namespace

Registrar::Registrar(loop::Loop& loop, log::DaemonLog& log, std::string socket_path)
    : loop_(loop),
      log_(log),
      socket_path_(std::move(socket_path)),
      nap_(first_rest),
      news_(loop),
      calmed_(loop),
      tasks_(loop) {}

// What the services say.

void Registrations::are(std::vector<Registration> wanted) {
  registrar_.drop(service_, now_);
  now_ = std::move(wanted);
  registrar_.want(service_, now_);
}

void Registrar::want(const std::string& service, const std::vector<Registration>& registrations) {
  for (const Registration& registration : registrations) wanted_.emplace(registration, service);
  stir();
}

void Registrar::drop(const std::string& service, const std::vector<Registration>& registrations) {
  for (const Registration& registration : registrations) {
    auto [first, last] = wanted_.equal_range(registration);
    auto ours = std::find_if(first, last, [&](const auto& entry) { return entry.second == service; });
    if (ours != last) wanted_.erase(ours);
  }
  stir();
}

void Registrar::stir() {
  calm_ = unreachable_;
  news_.raise();
  if (tasks_.size() == 0) tasks_.start(work());
}

loop::Co<void> Registrar::settled(Instant deadline) {
  while (!calm_) {
    bool in_time = co_await calmed_.raised_until(deadline);
    if (!in_time) co_return;
  }
}

void Registrar::renew() {
  is_to_renew_ = true;
  if (!wanted_.empty()) stir();
}

void Registrar::be_calm() {
  calm_ = true;
  calmed_.raise();
}

// What rpcbind is told.

loop::Task Registrar::work() {
  for (;;) {
    forget_refusals();
    Plan next = plan(standings_, wanted_, std::exchange(ask_again_, false));
    if (next.empty()) {
      co_await idle();
      continue;
    }
    Result<void> done = co_await carry_out(std::move(next));
    if (!done) {
      co_await rest_after(done.error());
    }
  }
}

/// Until there is something to tell, or the connection has ended, or refusals are old enough to ask again.
loop::Co<void> Registrar::idle() {
  nap_ = first_rest;
  be_calm();
  if (wanted_.empty()) hang_up();
  bool any_refused =
      std::ranges::any_of(standings_, [](const auto& entry) { return entry.second == Standing::refused; });
  if (any_refused) {
    bool news = co_await news_.raised_until(loop_.now() + refusal_rest_);
    ask_again_ = !news;
    if (ask_again_) refusal_rest_ = std::min<Duration>(refusal_rest_ * 2, longest_refusal_rest);
  } else {
    co_await news_.raised();
  }
  if ((connection_ && connection_->has_ended()) || std::exchange(is_to_renew_, false)) hang_up();
}

/// rpcbind is not there, or does not answer as it should. Told once, until it does again.
loop::Co<void> Registrar::rest_after(Error why) {
  hang_up();
  if (!unreachable_) {
    log_.error(fmt::format("rpcbind cannot be told of the RPC services ({}); trying again until it can",
                           why.text()));
  }
  unreachable_ = true;
  be_calm();
  co_await loop::sleep_for(loop_, nap_);
  nap_ = std::min<Duration>(nap_ * 2, longest_rest);
}

/// Of what is not wanted any more.
void Registrar::forget_refusals() {
  std::erase_if(standings_, [&](const auto& entry) {
    return entry.second == Standing::refused && !wanted_.contains(entry.first);
  });
}

Result<void> Registrar::connect() {
  if (connection_) return {};
  Result<Fd> fd = Connection::dial(socket_path_);
  if (!fd) return std::unexpected(fd.error());
  connection_.emplace(loop_, std::move(*fd), news_);
  return {};
}

/// What rpcbind said over a connection that has ended may not be so any more.
void Registrar::hang_up() {
  connection_.reset();
  for (auto& [registration, standing] : standings_) {
    if (standing == Standing::held) standing = Standing::perhaps;
  }
  ask_again_ = true;
}

loop::Co<Result<void>> Registrar::carry_out(Plan plan) {
  Result<void> connected = connect();
  if (!connected) co_return connected;
  for (const Registration& registration : plan.unset) {
    Result<bool> done = co_await connection_->unset(registration);
    if (!done) co_return std::unexpected(done.error());
    forget_key(standings_, registration);
  }
  for (const Registration& registration : plan.set) {
    Result<bool> done = co_await set(registration);
    if (!done) co_return std::unexpected(done.error());
    note(registration, *done);
  }
  if (std::exchange(unreachable_, false)) log_.notice("rpcbind has been told of the RPC services");
  co_return Result<void>();
}

loop::Co<Result<bool>> Registrar::set(Registration registration) {
  Result<bool> done = co_await connection_->set(registration);
  if (!done || *done) co_return done;
  Result<std::optional<Registration>> holder = co_await holder_of(registration);
  if (!holder) co_return std::unexpected(holder.error());
  if (!*holder || !is_left_over(**holder)) co_return false;
  Result<bool> freed = co_await connection_->unset(**holder);
  if (!freed || !*freed) co_return freed;
  Result<bool> then = co_await connection_->set(registration);
  co_return then;
}

loop::Co<Result<std::optional<Registration>>> Registrar::holder_of(Registration registration) {
  Result<std::vector<Registration>> all = co_await connection_->list();
  if (!all) co_return std::unexpected(all.error());
  auto found = std::ranges::find_if(*all, [&](const auto& one) { return one.has_same_key(registration); });
  co_return found == all->end() ? std::nullopt : std::optional(*found);
}

/// xinetd's sentence first, so that log readers know it; then what it does not say.
void Registrar::note(const Registration& registration, bool held) {
  auto at = standings_.try_emplace(registration, Standing::perhaps).first;
  bool was_refused = at->second == Standing::refused;
  at->second = held ? Standing::held : Standing::refused;
  auto owner = wanted_.find(registration);
  if (held != was_refused || owner == wanted_.end()) return;  // no news, or nobody's any more
  if (held) {
    log_.notice(fmt::format("{}: program {} version {} is registered now ({})", owner->second,
                            registration.program, registration.version, registration.netid));
  } else {
    refusal_rest_ = first_refusal_rest;  // who held it may be just leaving
    log_.error(fmt::format(
        "pmap_set failed. service={} program={} version={}: rpcbind has another port for it ({}), which "
        "somebody holds; asking again until it does not",
        owner->second, registration.program, registration.version, registration.netid));
  }
}

}  // namespace rouse::rpc
