// The inside of an attendant: the steward's end of the pair is the test's, nobody has a name or a user, and
// whoever is let in is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/sensor_list.h"
#include "attend/reporter.h"
#include "fakes/conversation.h"
#include "listen/admission.h"
#include "listen/engine.h"
#include "listen/place.h"
#include "listen/starter.h"

namespace rouse::fakes {

class KeepsCallers final : public listen::Starter {
 public:
  Result<void> answer(listen::Place place, Fd& caller, const net::Endpoint&,
                      const std::optional<std::string>&) override {
    started.push_back(place.service()->id());
    callers.push_back(std::move(caller));
    return {};
  }
  std::vector<std::string> started;
  std::vector<Fd> callers;
};

class NoNames final : public listen::Names {
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

class NoSink final : public log::Sink {
 public:
  void write(const log::Line&) override {}
};

class AttendantTest : public ConversationTest {
 protected:
  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  attend::Outlet outlet{*loop, channel, 16};
  attend::Reporter reporter{*loop, outlet};
  log::DaemonLog log{clock, {"attendant", 1}, std::make_unique<NoSink>()};
  NoNames names;
  NobodyTells identities;
  listen::Places places;
  access::SensorList shut_out;
  KeepsCallers starter;
  loop::Descriptors descriptors{*loop};
  listen::LoadMeter load{clock, Fd()};
  listen::HolderLookup holders;
  listen::Engine engine{
      .loop = *loop,
      .starter = starter,
      .events = reporter,
      .sessions = nullptr,
      .attendant = nullptr,
      .registrar = nullptr,
      .places = places,
      .shut_out = shut_out,
      .sensors = nullptr,
      .names = names,
      .identities = identities,
      .log = log,
      .descriptors = descriptors,
      .load = load,
      .holders = holders,
      .policy = {},
  };
  listen::Admission admission{engine};
  builtin::Scratch scratch{};
  Connection connection = tcp_connection();
};

}  // namespace rouse::fakes
