// DatagramDoor: the door of an INTERNAL dgram service: every datagram is a caller of its own, asked at the
// gate and answered at once. None is thrown away because another one came (xinetd drains its socket after
// each).
#pragma once

#include <memory>
#include <span>

#include "builtin/datagram.h"
#include "builtin/scratch.h"
#include "builtin/source_rate.h"
#include "listen/admission.h"
#include "listen/engine.h"
#include "loop/co.h"

namespace rouse::attend {

/// What all datagram doors of the attendant share.
struct DatagramState {
  builtin::Scratch& scratch;
  builtin::ChargenState chargen;
  builtin::SourceRate rate;
  std::vector<std::uint16_t> ports;  // of the attendant's datagram services: never answered (reflection)
};

/// Answers until the gate pauses the service (cps).
loop::Co<void> serve_datagrams(listen::Engine* engine, listen::Admission* admission, DatagramState* state,
                               std::shared_ptr<listen::Service> service);

}  // namespace rouse::attend
