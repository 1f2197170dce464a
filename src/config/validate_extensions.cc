// Extensions where they have no meaning: the service is dropped, because what it says would not hold.
#include "config/validate.h"

namespace rouse::config {

bool Validator::check_timeout(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool ends_at_once = service.is(Type::internal) && service.socket_type == SocketType::dgram;
  if (!ends_at_once || !draft.has(Attribute::timeout)) return true;
  return drop(draft, draft.at(Attribute::timeout),
              "timeout has no meaning for an INTERNAL dgram service, which answers each datagram at once");
}

bool Validator::check_linger_close(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool server_of_one_caller = service.socket_type == SocketType::stream && !service.wait &&
                              service.family != Family::unix_domain && !service.is(Type::internal) &&
                              !service.redirect;
  if (server_of_one_caller || !service.linger_close || !draft.has(Attribute::linger_close)) return true;
  return drop(
      draft, draft.at(Attribute::linger_close),
      "linger_close is for servers that get one TCP connection each (socket_type = stream, wait = no)");
}

}  // namespace rouse::config
