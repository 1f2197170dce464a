// Nobody has a name, a group or a user.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "listen/identities.h"
#include "listen/names.h"

namespace rouse::fakes {

/// A test overrides what it asks for.
class NoNames : public listen::Names {
 public:
  loop::Co<listen::NameAnswer> name_of(net::Address, bool) override { co_return listen::NameAnswer{}; }
  loop::Co<std::optional<std::vector<gid_t>>> groups_of(std::string, gid_t) override {
    co_return std::nullopt;
  }
  loop::Co<std::vector<net::Address>> addresses_of(std::string) override {
    co_return std::vector<net::Address>();
  }
  loop::Co<listen::WrapAnswer> wrapped(listen::WrapQuestion) override { co_return listen::WrapAnswer{}; }
};

class NobodyTells final : public listen::Identities {
 public:
  loop::Co<listen::Identity> identify(net::Endpoint, net::Endpoint) override {
    co_return std::unexpected(listen::identity_no_server);
  }
};

}  // namespace rouse::fakes
