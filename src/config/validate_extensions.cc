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

}  // namespace rouse::config
