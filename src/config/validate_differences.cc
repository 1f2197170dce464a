#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/attribute_table.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

bool is_name(const net::Pattern& pattern) {
  return std::holds_alternative<net::HostName>(pattern) || std::holds_alternative<net::DomainSuffix>(pattern);
}

bool names(const std::vector<net::Pattern>& list) { return std::any_of(list.begin(), list.end(), is_name); }

}  // namespace

/// What this accepted service will do unlike under xinetd (docs/differences.md); false when it cannot be
/// served.
bool Validator::compare(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!compare_stream_wait(draft)) return false;
  compare_names(draft);
  compare_tcpmux(draft);
  if (same_word(service.name, "logging") || same_word(service.name, "intercept"))
    differs({draft.source.get(), service.line, 0},
            fmt::format("service {} is checked like any other (xinetd lets everybody in because of its name)",
                        draft.label()));
  if (service.wait && service.is_dgram() && !service.is(Type::internal))
    differs(draft.at(Attribute::wait),
            "datagrams that wait when the server ends are served (xinetd would throw them away)");
  return true;
}

/// The lists become a filter on the listening socket, and a filter knows no names.
bool Validator::compare_stream_wait(Draft& draft) {
  const ServiceConfig& service = draft.service;
  bool restricted = service.only_from || !service.no_access.empty();
  bool listening = service.wait && service.is_stream() && !service.is(Type::internal);
  if (!listening || !restricted || service.family == Family::unix_domain) return true;
  Attribute attribute = service.only_from ? Attribute::only_from : Attribute::no_access;
  std::string_view xinetd_does =
      service.only_from ? "xinetd would refuse every caller" : "xinetd would refuse nobody";
  if ((service.only_from && names(*service.only_from)) || names(service.no_access))
    return drop_unlike_xinetd(
        draft, draft.at(attribute),
        "a stream service with wait = yes can have addresses in its lists, but no names", xinetd_does);
  differs(draft.at(attribute),
          fmt::format("the lists hold for every caller of this wait = yes service ({})", xinetd_does));
  return true;
}

/// xinetd's child for a caller of tcpmux becomes the server of the service that he names.
void Validator::compare_tcpmux(Draft& draft) {
  if (!draft.service.is_tcpmux()) return;
  for (Attribute attribute : {Attribute::instances, Attribute::per_source}) {
    if (draft.has(attribute))
      differs(draft.at(attribute),
              fmt::format("{} counts callers who have not named a service yet; the services that they name "
                          "have limits of their own (xinetd counts their servers here and nowhere else)",
                          name_of(attribute)));
  }
}

void Validator::compare_names(Draft& draft) {
  const ServiceConfig& service = draft.service;
  if (!service.forward_confirm) return;
  for (auto [present, attribute] :
       {std::pair(service.only_from && names(*service.only_from), Attribute::only_from),
        std::pair(names(service.no_access), Attribute::no_access)}) {
    if (present)
      differs(draft.at(attribute),
              "a caller's name counts only when it has that caller's address (xinetd believes the reverse "
              "name alone; "
              "forward_confirm = no does so too)");
  }
}

}  // namespace rouse::config
