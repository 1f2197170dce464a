#include "attend/steward_names.h"

namespace rouse::attend {

StewardNames::Turn::Turn(StewardNames& all, const Report& question) : all_(all), question_(question) {
  all_.queue_.push_back(*this);
  all_.ask_next();
}

StewardNames::Turn::~Turn() {
  unlink();
  if (!asked_) return;
  --all_.asked_;
  all_.ask_next();
}

void StewardNames::ask_next() {
  while (asked_ < asked_most && !queue_.empty()) {
    Turn* turn = queue_.pop_front();
    turn->asked_ = true;
    ++asked_;
    reporter_.report(turn->question_);
  }
}

loop::Co<listen::NameAnswer> StewardNames::name_of(net::Address caller, bool forward_confirm) {
  loop::Questions<listen::NameAnswer>::Open question(names_);
  Report report;
  report.kind = ReportKind::ask_name;
  report.number = question.number();
  report.forward_confirm = forward_confirm ? 1 : 0;
  report.peer = wire_peer({caller, 0});
  Turn turn(*this, report);
  Instant deadline = loop_.now() + listen::name_patience;
  bool answered = co_await question.answered_until(deadline);
  (void)answered;  // without an answer nobody knows
  co_return question.answer().value_or(listen::NameAnswer{.name = {}, .unknown = true});
}

loop::Co<listen::WrapAnswer> StewardNames::wrapped(listen::WrapQuestion asked) {
  loop::Questions<listen::WrapAnswer>::Open question(wraps_);
  Report report;
  report.kind = ReportKind::ask_wrap;
  report.number = asked.attended_as;
  report.question = question.number();
  report.peer = wire_peer({asked.caller, 0});
  report.local = wire_peer(asked.local);
  Turn turn(*this, report);
  Instant deadline = loop_.now() + listen::wrap_patience;
  bool answered = co_await question.answered_until(deadline);
  (void)answered;  // without an answer nobody knows
  co_return question.answer().value_or(
      listen::WrapAnswer{.allowed = false, .doubt = "the steward does not answer"});
}

loop::Co<std::optional<std::vector<gid_t>>> StewardNames::groups_of(std::string, gid_t) {
  co_return std::nullopt;
}

loop::Co<std::vector<net::Address>> StewardNames::addresses_of(std::string) {
  co_return std::vector<net::Address>();
}

void StewardNames::take(const Order& order) {
  std::string text(text_of(order.name));
  if (order.kind == OrderKind::wrap) return wraps_.answer(order.number, {order.wrap_allowed, text});
  names_.answer(order.number, {.name = {text, order.name_confirmed}, .unknown = order.name_unknown});
}

}  // namespace rouse::attend
