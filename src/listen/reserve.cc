#include "listen/reserve.h"

#include "sys/eventfd.h"

namespace rouse::listen {

bool descriptors_low(Engine& engine) {
  if (!is_among_last(engine, engine.last_descriptor, door_reserve)) return false;
  Result<Fd> probe = sys::event_fd();  // the next number that the kernel would give
  if (!probe) return true;
  engine.last_descriptor = probe->raw();
  return is_among_last(engine, engine.last_descriptor, descriptor_reserve);
}

}  // namespace rouse::listen
