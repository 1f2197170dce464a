// Extensions where they have no meaning: the service is dropped, because what it says would not hold.
#include <fmt/format.h>

#include "config/attribute_table.h"
#include "config/validate.h"

namespace rouse::config {

bool Validator::check_timeout(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool ends_at_once = service.is(Type::internal) && service.is_dgram();
  if (!ends_at_once || !draft.has(Attribute::timeout)) return true;
  return drop(draft, draft.at(Attribute::timeout),
              "timeout has no meaning for an INTERNAL dgram service, which answers each datagram at once");
}

bool Validator::check_linger_close(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool server_of_one_caller = service.is_stream() && !service.wait && service.family != Family::unix_domain &&
                              !service.is(Type::internal) && !service.redirect;
  if (server_of_one_caller || !service.linger_close || !draft.has(Attribute::linger_close)) return true;
  return drop(
      draft, draft.at(Attribute::linger_close),
      "linger_close is for servers that get one TCP connection each (socket_type = stream, wait = no)");
}

bool Validator::check_redirection(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (draft.has(Attribute::redirect_source) && !service.redirect)
    return drop(draft, draft.at(Attribute::redirect_source), "redirect_source is for services with redirect");
  if (draft.has(Attribute::idle_timeout) && !service.redirect && !service.is_warm())
    return drop(draft, draft.at(Attribute::idle_timeout),
                "idle_timeout is for services with redirect or mode = warm");
  if (!service.redirect_source) return true;
  std::optional<net::Address> target = net::Address::parse(service.redirect->host);
  if (!target || target->unmapped().kind() == service.redirect_source->kind()) return true;
  return drop(draft, draft.at(Attribute::redirect_source),
              fmt::format("redirect_source = {} cannot reach {}: one is IPv4, the other IPv6",
                          service.redirect_source->text(), service.redirect->host));
}

}  // namespace rouse::config
