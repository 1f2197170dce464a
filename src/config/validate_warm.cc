// Warm services (mode = warm): their server is forked for each caller, so it must be one that gets a caller
// of its own.
#include <fmt/format.h>

#include <array>

#include "config/attribute_table.h"
#include "config/forkable.h"
#include "config/keywords.h"
#include "config/validate.h"

namespace rouse::config {

namespace {

constexpr std::array parking_attributes = {Attribute::park, Attribute::prestart, Attribute::park_timeout,
                                           Attribute::park_refresh, Attribute::park_watch};

}  // namespace

/// What only a warm service has. It may stay in the entry while the service is in another mode.
void Validator::warn_of_parking(Draft& draft) {
  if (draft.service.is_warm()) return;
  for (Attribute attribute : parking_attributes) {
    if (draft.has(attribute))
      reporter_.say(Severity::warning, draft.at(attribute),
                    fmt::format("{} does nothing with mode = {}: it is for mode = warm", name_of(attribute),
                                name_of(mode_keywords, draft.service.mode)));
  }
}

bool Validator::check_warm(Draft& draft) {
  ServiceConfig& service = draft.service;
  if (!service.is_warm()) return true;
  if (const Unforkable* found = unforkable(service))
    return drop(draft, draft.at(found->attribute),
                fmt::format("{} cannot hold with mode = warm, which forks a server for each caller: it takes "
                            "socket_type = stream, wait = no and a server",
                            found->what));
  if (!draft.has(Attribute::idle_timeout)) service.idle_timeout_s = warm_idle_timeout_s;
  return true;
}

}  // namespace rouse::config
