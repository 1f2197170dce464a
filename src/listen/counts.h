// Counts: a place among the servers of a service, taken before a caller is let in and given back at the end.
#pragma once

#include "listen/service.h"

namespace rouse::listen {

inline void take_place(Service& service, const net::Address& caller) {
  ++service.running;
  service.sources.add(caller);
}

inline void give_back(Service& service, const net::Address& caller) {
  --service.running;
  service.sources.remove(caller);
}

}  // namespace rouse::listen
