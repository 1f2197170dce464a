#include "process/endings.h"

#include <fcntl.h>

#include <utility>

#include "sys/eventfd.h"

namespace rouse::process {

namespace {

/// The bell stays the book's; the loop needs a descriptor of its own.
Fd copy_of(const Fd& bell) { return Fd(::fcntl(bell.raw(), F_DUPFD_CLOEXEC, 3)); }

}  // namespace

Endings::Endings(loop::Loop& loop, Book& book)
    : book_(book), bell_(loop, copy_of(book.bell())), tasks_(loop) {}

void Endings::expect(SlotNumber slot, Parent& parent) {
  if (slot >= parents_.size()) parents_.resize(slot + 1);
  parents_[slot] = &parent;
}

loop::Task Endings::attend_bell() {
  for (;;) {
    co_await bell_.readable();
    sys::drain(bell_.raw());
    while (auto ending = book_.next_ended()) {
      SlotNumber slot = ending->slot;
      Parent* parent = slot < parents_.size() ? std::exchange(parents_[slot], nullptr) : nullptr;
      if (parent != nullptr) parent->ended(*ending);
      book_.release(slot);
    }
  }
}

}  // namespace rouse::process
