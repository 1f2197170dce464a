#include "config/forkable.h"

#include <algorithm>
#include <array>

namespace rouse::config {

namespace {

constexpr std::array unforkable_rows = {
    Unforkable{Attribute::flags, "the flag SENSOR",
               [](const ServiceConfig& s) { return s.has(Flag::sensor); }},
    Unforkable{Attribute::type, "type = INTERNAL",
               [](const ServiceConfig& s) { return s.is(Type::internal); }},
    Unforkable{Attribute::redirect, "redirect",
               [](const ServiceConfig& s) { return s.redirect.has_value(); }},
    Unforkable{Attribute::socket_type, "a socket_type other than stream",
               [](const ServiceConfig& s) { return !s.is_stream(); }},
    Unforkable{Attribute::wait, "wait = yes", [](const ServiceConfig& s) { return s.wait; }},
};

}  // namespace

const Unforkable* unforkable(const ServiceConfig& service) {
  const auto* found =
      std::ranges::find_if(unforkable_rows, [&](const Unforkable& row) { return row.applies(service); });
  return found == unforkable_rows.end() ? nullptr : found;
}

}  // namespace rouse::config
