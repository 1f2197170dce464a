// ServiceFile: what the attendant must know of a service, in a memfd that the order to serve it brings.
#pragma once

#include <vector>

#include "attend/service_wire.h"
#include "listen/engine.h"
#include "listen/service.h"

namespace rouse::attend {

/// With its banners as they are now (one that cannot be read is told in the log) and, if it is tcpmux, whom
/// its callers may name.
Result<Fd> service_file(listen::Engine& engine, listen::Service& service,
                        const std::vector<MuxName>& mux_names);

}  // namespace rouse::attend
