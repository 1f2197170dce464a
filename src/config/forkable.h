// Forkable: whether a service is one for whose callers a server each can be forked of one that waits (mode =
// warm): docs/warm.md. Pure.
#pragma once

#include <string_view>

#include "config/attribute_table.h"
#include "config/service_config.h"

namespace rouse::config {

/// What says that there is no such server.
struct Unforkable {
  Attribute attribute;
  std::string_view what;  // "wait = yes"
  bool (*applies)(const ServiceConfig&);
};

/// The first that applies; null: none does.
const Unforkable* unforkable(const ServiceConfig& service);

}  // namespace rouse::config
