#include "listen/wrap_inquiry.h"

namespace rouse::listen {

namespace {

/// One for each end.
constexpr int names_most = 2;
/// libwrap cuts a longer one, and a name that lacks its end is another name.
constexpr std::size_t wrap_name_limit = 127;

ResolverQuestion first_question(const WrapQuestion& question) {
  ResolverQuestion out;
  out.kind = Question::wrap;
  out.caller = wire(question.caller.unmapped());
  out.local = wire(question.local.address.unmapped());
  out.local_port = question.local.port;
  out.wants_rule = question.wants_rule;
  return out;
}

/// The name as libwrap would have found it itself (sock_hostname).
std::string_view as_libwrap_has_it(const NameAnswer& answer) {
  if (answer.unknown || answer.name.name.empty()) return sys::wrap_unknown;
  return answer.name.confirmed && answer.canonical ? std::string_view(answer.name.name) : sys::wrap_paranoid;
}

bool is_doubtful(const NameAnswer& answer) {
  return answer.unknown || answer.name.name.size() > wrap_name_limit;
}

bool has_name(const net::Address& address) {
  return (address.is_v4() || address.is_v6()) && !address.is_any();
}

/// A door that hears on all addresses was called at none of them that is known.
loop::Co<NameAnswer> name_of(Names* names, net::Address address) {
  if (!has_name(address)) co_return NameAnswer{};
  NameAnswer answer = co_await names->name_of(address, true);
  if (is_doubtful(answer)) co_return NameAnswer{.name = {}, .unknown = true};
  co_return answer;
}

}  // namespace

loop::Co<WrapAnswer> inquire(ResolverClient* tables, Names* names, WrapQuestion question) {
  ResolverQuestion asked = first_question(question);
  if (!put_text(asked.subject, question.daemon))
    co_return WrapAnswer{.doubt = "the daemon's name is too long"};
  for (int names_left = names_most; names_left >= 0; --names_left) {
    std::optional<ResolverAnswer> answer = co_await tables->ask(asked);
    if (!answer) co_return WrapAnswer{.doubt = "the resolver does not answer"};
    if (!answer->known) co_return WrapAnswer{.doubt = std::string(text_of(answer->doubt))};
    bool allowed = answer->word == sys::WrapWord::allowed;
    if (allowed || answer->word == sys::WrapWord::denied) {
      co_return WrapAnswer{.allowed = allowed, .doubt = {}, .rule = std::string(text_of(answer->rule))};
    }
    bool of_caller = answer->word == sys::WrapWord::needs_caller_name;
    net::Address whose = of_caller ? question.caller : question.local.address;
    NameAnswer name = co_await name_of(names, whose);
    asked.name_in_doubt = asked.name_in_doubt || name.unknown;
    (void)put_text(of_caller ? asked.caller_name : asked.local_name, as_libwrap_has_it(name));
  }
  co_return WrapAnswer{.doubt = "the rules ask for more names than there are"};
}

}  // namespace rouse::listen
