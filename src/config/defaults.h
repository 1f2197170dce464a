// Defaults: how the `defaults` section reaches the services, at two times (reference/xinetd.md 2.3).
#pragma once

#include "config/configuration.h"
#include "config/draft.h"

namespace rouse::config {

/// When a service's entry begins: the lists and banners of the defaults read so far, for += and -= to work
/// on.
void inherit_before_reading(const Draft& defaults, Draft& service);
/// When everything has been read: what the service did not set itself.
void inherit_after_reading(const Draft& defaults, Draft& service);
/// What stays of the defaults themselves.
DefaultsConfig defaults_of(const Draft& defaults);

}  // namespace rouse::config
