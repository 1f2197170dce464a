// The door of a stream wait = no service: level-triggered, with a budget per turn.
#include <fmt/format.h>

#include "listen/door.h"
#include "listen/reserve.h"
#include "listen/sessions.h"
#include "loop/sleep.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

enum class Arrivals : std::uint8_t { none_left, out_of_descriptors, door_shut, door_broken };

bool is_shortage(int code) { return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM; }

/// While it lives the book says that a caller may be in nobody's hands.
class Accepting {
 public:
  Accepting(process::Book* book, const Service& service) : book_(book) {
    if (book_ != nullptr) book_->accepting(process::key_of(service.id()));
  }
  ~Accepting() {
    if (book_ != nullptr) book_->accepting(0);
  }
  Accepting(const Accepting&) = delete;
  Accepting& operator=(const Accepting&) = delete;

 private:
  process::Book* book_;
};

Arrivals answer(Engine& engine, Admission& admission, const std::shared_ptr<Service>& service) {
  Accepting accepting(engine.places.book(), *service);
  for (int budget = accept_budget; budget > 0; --budget) {
    if (fewer_descriptors_than(engine, caller_reserve)) return Arrivals::out_of_descriptors;
    Result<sys::Accepted> accepted = sys::accept(service->door->raw());
    if (!accepted) {
      if (is_shortage(accepted.error().code)) return Arrivals::out_of_descriptors;
      if (accepted.error().code == EAGAIN) return Arrivals::none_left;
      if (accepted.error().code == EINVAL) return Arrivals::door_broken;  // it does not listen any more
      continue;  // this caller is gone already (ECONNABORTED and the network errors accept(2) lists)
    }
    admission.receive(service, std::move(accepted->fd), accepted->peer);
    if (service->state != DoorState::active) return Arrivals::door_shut;
    if (engine.makes_room) break;
  }
  return Arrivals::none_left;
}

}  // namespace

loop::Co<void> serve_stream(Engine* engine, Admission* admission, std::shared_ptr<Service> service) {
  bool short_of_descriptors = false;
  while (service->state == DoorState::active) {
    co_await service->door->readable();
    if (engine->makes_room) {
      co_await loop::for_ever();  // whoever has called is the next steward's
    }
    if (service->state != DoorState::active) co_return;
    Arrivals arrivals = answer(*engine, *admission, service);
    if (arrivals == Arrivals::door_broken) co_return;
    if (arrivals != Arrivals::out_of_descriptors) {
      short_of_descriptors = false;
      continue;
    }
    if (!short_of_descriptors) {
      engine->log.say(
          log::Level::warning,
          fmt::format("{}: no descriptors left; callers wait until a server ends", service->id()));
    }
    short_of_descriptors = true;
    bool freed = co_await engine->descriptors.freed();
    (void)freed;  // either way it is time to look again
  }
}

}  // namespace rouse::listen
