// An engine without a machine: nobody has a name or a user, nobody is shut out or holds a port, and whoever
// is let in is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/sensor_list.h"
#include "fakes/conversation.h"
#include "fakes/log_messages.h"
#include "fakes/names.h"
#include "listen/engine.h"
#include "listen/place.h"
#include "listen/starter.h"
#include "log/daemon_log.h"

namespace rouse::fakes {

class KeepsCallers final : public listen::Starter {
 public:
  Result<void> answer(listen::Place place, Fd& caller, const net::Endpoint& peer,
                      const std::optional<std::string>&) override {
    started.push_back(place.service()->id());
    peers.push_back(peer);
    callers.push_back(std::move(caller));
    places.push_back(std::move(place));
    return {};
  }
  std::vector<std::string> started;
  std::vector<net::Endpoint> peers;
  std::vector<Fd> callers;
  std::vector<listen::Place> places;
};

class EngineTest : public ConversationTest {
 protected:
  listen::Engine engine_with(listen::Starter& starter, listen::Events& events, listen::Names& names,
                             listen::Identities& identities) {
    return {
        .loop = *loop,
        .starter = starter,
        .events = events,
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
  }

  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<KeepsMessages>(messages)};
  listen::Places places;
  access::SensorList shut_out;
  loop::Descriptors descriptors{*loop};
  listen::LoadMeter load{clock, Fd()};
  listen::HolderLookup holders;
};

}  // namespace rouse::fakes
