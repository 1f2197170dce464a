#include "listen/resolver_client.h"

#include <fmt/format.h>

#include <span>

#include "listen/wrap_inquiry.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

constexpr std::chrono::seconds name_fresh_for{60};
constexpr std::chrono::seconds nothing_fresh_for{10};
constexpr std::chrono::seconds restart_rest{1};
constexpr std::size_t cache_limit = 4096;
constexpr std::size_t unsent_limit = 4096;

}  // namespace

ResolverClient::ResolverClient(loop::Loop& loop, log::DaemonLog& log, Starter start)
    : loop_(loop), log_(log), start_(std::move(start)), questions_(loop), tasks_(loop) {}

bool ResolverClient::ensure_started() {
  if (channel_) return true;
  if (loop_.now() < next_start_) return false;
  next_start_ = loop_.now() + restart_rest;
  tasks_.cancel_all();
  Result<Fd> socket = start_();
  if (!socket) {
    log_.error("the resolver cannot be started: " + socket.error().text());
    return false;
  }
  channel_.emplace(loop_, std::move(*socket));
  tasks_.start(read_answers());
  return true;
}

loop::Task ResolverClient::read_answers() {
  for (;;) {
    co_await channel_->readable();
    ResolverAnswer answer;
    std::vector<Fd> none;
    Result<std::size_t> size =
        sys::receive_message(channel_->raw(), std::as_writable_bytes(std::span(&answer, 1)), none);
    if (!size && size.error().code == EAGAIN) continue;
    if (!size || *size != sizeof answer) break;
    send_waiting();
    questions_.answer(answer.number, answer);
  }
  gone();
}

void ResolverClient::gone() {
  log_.warning("the resolver is gone; names and groups are asked of a new one");
  channel_.reset();
  unsent_.clear();
  questions_.answer_all(std::nullopt);
}

/// False: it will not be sent, because too many wait already or nobody is there.
bool ResolverClient::send(const ResolverQuestion& question) {
  if (unsent_.empty()) {
    auto sent = sys::send_message(channel_->raw(), std::as_bytes(std::span(&question, 1)));
    if (sent) return true;
    if (sent.error().code != EAGAIN) return false;
  }
  if (unsent_.size() == unsent_limit) return false;
  unsent_.push_back(question);
  return true;
}

/// An answer has come, so there is room for a question; nobody may wait for its answer any more.
void ResolverClient::send_waiting() {
  while (!unsent_.empty()) {
    const ResolverQuestion& next = unsent_.front();
    if (questions_.is_open(next.number)) {
      auto sent = sys::send_message(channel_->raw(), std::as_bytes(std::span(&next, 1)));
      if (!sent && sent.error().code == EAGAIN) return;
    }
    unsent_.pop_front();
  }
}

loop::Co<std::optional<ResolverAnswer>> ResolverClient::ask(ResolverQuestion question) {
  if (!ensure_started()) co_return std::nullopt;
  Questions::Open open(questions_);
  question.number = open.number();
  if (!send(question)) co_return std::nullopt;
  Instant deadline = loop_.now() + name_patience;
  bool answered = co_await open.answered_until(deadline);
  if (!answered) co_return std::nullopt;
  co_return *open.answer();
}

void ResolverClient::remember(const net::Address& caller, const NameAnswer& answer) {
  if (cache_.size() >= cache_limit) cache_.clear();
  cache_[caller] = {answer, loop_.now() + (answer.name.name.empty() ? nothing_fresh_for : name_fresh_for)};
}

loop::Co<NameAnswer> ResolverClient::name_of(net::Address caller, bool forward_confirm) {
  auto known = cache_.find(caller);
  if (known != cache_.end() && loop_.now() < known->second.until) {
    NameAnswer cached = known->second.answer;
    cached.name.confirmed = cached.name.confirmed || !forward_confirm;
    co_return cached;
  }
  ResolverQuestion question;
  question.caller = wire(caller.unmapped());
  std::optional<ResolverAnswer> answer = co_await ask(question);
  NameAnswer out;
  if (!answer || answer->unknown) {
    out.unknown = true;
    co_return out;
  }
  out.name = {std::string(text_of(answer->name)), answer->confirmed != 0};
  out.canonical = answer->canonical != 0;
  remember(caller, out);
  out.name.confirmed = out.name.confirmed || !forward_confirm;
  co_return out;
}

loop::Co<std::optional<std::vector<gid_t>>> ResolverClient::groups_of(std::string user, gid_t primary) {
  ResolverQuestion question;
  question.kind = Question::groups;
  question.primary_gid = primary;
  if (!put_text(question.subject, user)) co_return std::nullopt;
  std::optional<ResolverAnswer> answer = co_await ask(question);
  if (!answer || !answer->known || answer->group_count > groups_limit) co_return std::nullopt;
  std::vector<gid_t> groups(answer->groups.begin(), answer->groups.begin() + answer->group_count);
  co_return groups;
}

loop::Co<std::vector<net::Address>> ResolverClient::addresses_of(std::string host) {
  ResolverQuestion question;
  question.kind = Question::addresses;
  std::vector<net::Address> out;
  if (!put_text(question.subject, host)) co_return out;
  std::optional<ResolverAnswer> answer = co_await ask(question);
  if (!answer || answer->address_count > addresses_limit) co_return out;
  for (std::size_t i = 0; i < answer->address_count; ++i) out.push_back(address_of(answer->addresses[i]));
  co_return out;
}

loop::Co<WrapAnswer> ResolverClient::wrapped(WrapQuestion question) {
  return inquire(this, this, std::move(question));
}

}  // namespace rouse::listen
