#include "attend/inquiries.h"

#include "base/text.h"
#include "listen/reserve.h"

namespace rouse::attend {

loop::Co<listen::Identity> Inquiries::identify(net::Endpoint caller, net::Endpoint local) {
  if (listen::descriptors_free(descriptor_limit_) < listen::caller_reserve) {
    co_return std::unexpected(listen::identity_system_error);
  }
  builtin::IdentQuestion question{.caller = caller, .local = local, .server_port = server_port_};
  Instant deadline = loop_.now() + listen::identity_patience;
  std::expected<std::string, builtin::IdentFailure> user =
      co_await builtin::ask_ident(&loop_, question, deadline);
  if (!user) co_return std::unexpected(builtin::ident_failure_text(user.error()));
  co_return escaped(*user, listen::identity_limit_bytes);
}

void Inquiries::take(const Order& order) { tasks_.start(answer(order)); }

loop::Task Inquiries::answer(Order order) {
  listen::Identity identity = co_await identify(peer_of(order.caller), peer_of(order.local));
  Report out;
  out.number = order.number;
  if (identity) {
    out.kind = ReportKind::user;
    reporter_.report(out, *identity);
  } else {
    out.kind = ReportKind::no_user;
    out.reason = failure_number(identity.error());
    reporter_.report(out);
  }
}

}  // namespace rouse::attend
