#include "attend/steward_names.h"

namespace rouse::attend {

loop::Co<listen::NameAnswer> StewardNames::name_of(net::Address caller, bool forward_confirm) {
  Waiting waiting(*this, ++last_number_);
  Report question;
  question.kind = ReportKind::ask_name;
  question.number = waiting.number;
  question.forward_confirm = forward_confirm ? 1 : 0;
  question.peer = wire_peer({caller, 0});
  reporter_.report(question);
  Instant deadline = loop_.now() + listen::name_patience;
  bool answered = co_await waiting.answered.raised_until(deadline);
  (void)answered;  // without an answer it says that nobody knows
  co_return waiting.answer;
}

loop::Co<std::optional<std::vector<gid_t>>> StewardNames::groups_of(std::string, gid_t) {
  co_return std::nullopt;
}

loop::Co<std::vector<net::Address>> StewardNames::addresses_of(std::string) {
  co_return std::vector<net::Address>();
}

void StewardNames::take(const Order& order) {
  auto found = waiting_.find(order.number);
  if (found == waiting_.end()) return;
  found->second->answer = {.name = {std::string(text_of(order.name)), order.name_confirmed},
                           .unknown = order.name_unknown};
  found->second->answered.raise();
}

}  // namespace rouse::attend
