// Warm services (mode = warm): their server is forked for each caller, so it must be one that gets a caller
// of its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/attribute_table.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

constexpr std::array parking_attributes = {Attribute::park, Attribute::prestart, Attribute::park_timeout,
                                           Attribute::park_refresh, Attribute::park_watch};

struct UnforkableRow {
  Attribute attribute;
  std::string_view what;
  bool (*applies)(const ServiceConfig&);
};

/// What says that there is no such server.
constexpr std::array unforkable = {
    UnforkableRow{Attribute::flags, "the flag SENSOR",
                  [](const ServiceConfig& s) { return s.has(Flag::sensor); }},
    UnforkableRow{Attribute::type, "type = INTERNAL",
                  [](const ServiceConfig& s) { return s.is(Type::internal); }},
    UnforkableRow{Attribute::redirect, "redirect",
                  [](const ServiceConfig& s) { return s.redirect.has_value(); }},
    UnforkableRow{Attribute::socket_type, "a socket_type other than stream",
                  [](const ServiceConfig& s) { return !s.is_stream(); }},
    UnforkableRow{Attribute::wait, "wait = yes", [](const ServiceConfig& s) { return s.wait; }},
};

}  // namespace

/// What only a warm service has.
bool Validator::check_parking(Draft& draft) {
  if (draft.service.is_warm()) return true;
  for (Attribute attribute : parking_attributes) {
    if (draft.has(attribute))
      return drop(draft, draft.at(attribute),
                  fmt::format("{} is for services with mode = warm", name_of(attribute)));
  }
  return true;
}

bool Validator::check_warm(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (!service.is_warm()) return true;
  const auto* found =
      std::ranges::find_if(unforkable, [&](const UnforkableRow& row) { return row.applies(service); });
  if (found != unforkable.end())
    return drop(draft, draft.at(found->attribute),
                fmt::format("{} cannot hold with mode = warm, which forks a server for each caller: it takes "
                            "socket_type = stream, wait = no and a server",
                            found->what));
  if (!draft.has(Attribute::idle_timeout)) service.idle_timeout_s = warm_idle_timeout_s;
  return true;
}

}  // namespace rouse::config
