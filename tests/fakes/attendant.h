// The inside of an attendant: the steward's end of the pair is the test's.
#pragma once

#include <utility>

#include "attend/reporter.h"
#include "fakes/engine.h"
#include "listen/admission.h"

namespace rouse::fakes {

class AttendantTest : public EngineTest {
 protected:
  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  attend::Outlet outlet{*loop, channel, 16};
  attend::Reporter reporter{*loop, outlet};
  NoNames names;
  NobodyTells identities;
  KeepsCallers starter;
  listen::Engine engine = engine_with(starter, reporter, names, identities);
  listen::Admission admission{engine};
  builtin::Scratch scratch{};
  Connection connection = tcp_connection();
};

}  // namespace rouse::fakes
