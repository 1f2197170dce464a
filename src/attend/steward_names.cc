#include "attend/steward_names.h"

namespace rouse::attend {

loop::Co<listen::NameAnswer> StewardNames::name_of(net::Address caller, bool forward_confirm) {
  loop::Questions<listen::NameAnswer>::Open question(questions_);
  Report report;
  report.kind = ReportKind::ask_name;
  report.number = question.number();
  report.forward_confirm = forward_confirm ? 1 : 0;
  report.peer = wire_peer({caller, 0});
  reporter_.report(report);
  Instant deadline = loop_.now() + listen::name_patience;
  bool answered = co_await question.answered_until(deadline);
  (void)answered;  // without an answer nobody knows
  co_return question.answer().value_or(listen::NameAnswer{.name = {}, .unknown = true});
}

loop::Co<std::optional<std::vector<gid_t>>> StewardNames::groups_of(std::string, gid_t) {
  co_return std::nullopt;
}

loop::Co<std::vector<net::Address>> StewardNames::addresses_of(std::string) {
  co_return std::vector<net::Address>();
}

void StewardNames::take(const Order& order) {
  questions_.answer(order.number, {.name = {std::string(text_of(order.name)), order.name_confirmed},
                                   .unknown = order.name_unknown});
}

}  // namespace rouse::attend
