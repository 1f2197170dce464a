#include "log/ring.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>
#include <utility>

namespace rouse::log {

struct Ring::Head {
  std::uint64_t layout;
  std::uint64_t before;             // the first event has the number behind it
  std::atomic<std::uint64_t> last;  // number of the youngest event
};

struct Ring::Slot {
  std::atomic<std::uint64_t> number;  // 0: nothing whole
  WallTime at;
  std::uint32_t kind;  // index of the Happening
  pid_t pid;
  int wait_status;
  std::int64_t duration_s;
  std::uint64_t in_bytes;
  std::uint64_t out_bytes;
  net::Endpoint peer;
  std::array<char, 64> service;
  std::array<char, 128> text;  // the reason, or the user; with the zero behind it
};

namespace {

constexpr std::size_t head_bytes = 64;

template <std::size_t size>
void copy_text(std::array<char, size>& into, std::string_view text) {
  std::size_t length = std::min(text.size(), size - 1);
  std::copy_n(text.begin(), length, into.begin());
  into[length] = '\0';
}

template <std::size_t size>
std::string_view text_in(const std::array<char, size>& bytes) {
  return {bytes.begin(), std::find(bytes.begin(), bytes.end(), '\0')};
}

/// Puts what is particular to one kind of event into a slot.
template <class Slot>
struct Filler {
  Slot& slot;
  void operator()(const Started& what) const {
    slot.peer = what.peer;
    slot.pid = what.pid;
  }
  void operator()(const Refused& what) const {
    slot.peer = what.peer;
    copy_text(slot.text, what.reason);
  }
  void operator()(const Ended& what) const {
    slot.peer = what.peer;
    slot.pid = what.pid;
    slot.wait_status = what.wait_status;
    slot.duration_s = what.duration_s;
  }
  void operator()(const Traffic& what) const {
    slot.peer = what.peer;
    slot.in_bytes = what.in_bytes;
    slot.out_bytes = what.out_bytes;
  }
  void operator()(const Identified& what) const {
    slot.peer = what.peer;
    copy_text(slot.text, what.user);
  }
  void operator()(const NotIdentified& what) const {
    slot.peer = what.peer;
    copy_text(slot.text, what.reason);
  }
};

/// In the order of Happening.
template <class Slot>
std::optional<Happening> happening_in(const Slot& slot) {
  switch (slot.kind) {
    case 0:
      return Started{slot.peer, slot.pid};
    case 1:
      return Refused{slot.peer, text_in(slot.text)};
    case 2:
      return Ended{slot.peer, slot.pid, slot.wait_status, slot.duration_s};
    case 3:
      return Traffic{slot.peer, slot.in_bytes, slot.out_bytes};
    case 4:
      return Identified{slot.peer, std::string(text_in(slot.text))};
    case 5:
      return NotIdentified{slot.peer, text_in(slot.text)};
    default:
      return std::nullopt;
  }
}
static_assert(std::variant_size_v<Happening> == 6);

}  // namespace

Result<Ring> Ring::create(std::uint64_t before) {
  static_assert(sizeof(Head) <= head_bytes);
  auto memory = sys::SharedMemory::create("rouse-events", ring_bytes(), layout());
  if (!memory) return std::unexpected(memory.error());
  Ring out(std::move(*memory));
  out.head().before = before;
  out.head().last = before;
  return out;
}

Result<Ring> Ring::adopt(Fd file) {
  auto memory = sys::SharedMemory::adopt("events", std::move(file), ring_bytes(), layout());
  if (!memory) return std::unexpected(memory.error());
  return Ring(std::move(*memory));
}

/// Another one whenever Head or a slot means something else, or Happening has another order.
std::uint64_t Ring::layout() { return (std::uint64_t{2} << 32) | sizeof(Slot); }

std::size_t Ring::ring_bytes() { return head_bytes + std::size_t{capacity} * sizeof(Slot); }

Ring::Head& Ring::head() const { return *reinterpret_cast<Head*>(memory_.mapping.data()); }

Ring::Slot& Ring::slot(std::uint64_t number) const {
  return reinterpret_cast<Slot*>(memory_.mapping.data() + head_bytes)[number % capacity];
}

void Ring::add(const Event& event) {
  std::uint64_t number = next();
  Slot& into = slot(number);
  into.number = 0;
  into.at = event.at;
  into.kind = static_cast<std::uint32_t>(event.what.index());
  copy_text(into.service, event.service->id);
  std::visit(Filler<Slot>{into}, event.what);
  into.number = number;
  head().last = number;
}

std::uint64_t Ring::next() const { return head().last + 1; }

std::uint64_t Ring::oldest() const {
  std::uint64_t first = head().before + 1;
  return std::max(first, next() > capacity ? next() - capacity : 0);
}

std::optional<Event> Ring::at(std::uint64_t number) const {
  const Slot& from = slot(number);
  if (number == 0 || from.number != number) return std::nullopt;
  std::optional<Happening> what = happening_in(from);
  if (!what) return std::nullopt;
  auto subject = std::make_shared<const Subject>(Subject{std::string(text_in(from.service)), {}, {}});
  return Event{from.at, std::move(subject), std::move(*what)};
}

}  // namespace rouse::log
