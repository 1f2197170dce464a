#include "process/book.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>

#include "sys/eventfd.h"
#include "sys/file.h"

namespace rouse::process {

/// What stands before the slots.
struct Book::Head {
  std::uint64_t layout;
  std::uint32_t slots;
  std::atomic<SlotNumber> announced;
  std::atomic<SlotNumber> born;
  std::atomic<SlotNumber> ended;
  std::atomic<std::uint32_t> touched;  // slots from here on have never been used
  std::atomic<std::uint64_t> accepting;
};

namespace {

constexpr std::size_t strays_at = 64;
constexpr std::size_t head_bytes = strays_at + sizeof(Strays);

/// Another one whenever Head, Strays or Slot means something else.
constexpr std::uint64_t layout = (std::uint64_t{2} << 32) | sizeof(Slot);

using Link = std::atomic<SlotNumber> Slot::*;

void push(std::atomic<SlotNumber>& list, Slot& slot, SlotNumber number, Link link) {
  SlotNumber first = list.load();
  do {
    (slot.*link).store(first);
  } while (!list.compare_exchange_weak(first, number));
}

}  // namespace

std::uint64_t key_of(std::string_view id) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211U;
  return hash == 0 ? 1 : hash;
}

Result<Book> Book::create(std::uint32_t slots) {
  std::size_t bytes = head_bytes + std::size_t{slots} * sizeof(Slot);
  Result<Fd> file = sys::memory_file("rouse-book", bytes);
  if (!file) return std::unexpected(file.error());
  Result<sys::Mapping> memory = sys::Mapping::shared(file->raw(), bytes);
  if (!memory) return std::unexpected(memory.error());
  Result<Fd> bell = sys::event_fd();
  if (!bell) return std::unexpected(bell.error());
  Book book;
  book.file_ = std::move(*file);
  book.memory_ = std::move(*memory);
  book.bell_ = std::move(*bell);
  book.size_ = slots;
  static_assert(sizeof(Head) <= strays_at && head_bytes % alignof(Slot) == 0);
  new (book.memory_.data()) Head{.layout = layout,
                                 .slots = slots,
                                 .announced = no_slot,
                                 .born = no_slot,
                                 .ended = no_slot,
                                 .touched = 0,
                                 .accepting = 0};
  return book;
}

Result<Book> Book::adopt(Fd memory, Fd bell) {
  Result<std::uint64_t> bytes = sys::file_size(memory.raw());
  if (!bytes) return std::unexpected(bytes.error());
  if (*bytes < head_bytes) return failed("book", EPROTO, "too short");
  Result<sys::Mapping> mapped = sys::Mapping::shared(memory.raw(), *bytes);
  if (!mapped) return std::unexpected(mapped.error());
  Book book;
  book.file_ = std::move(memory);
  book.memory_ = std::move(*mapped);
  book.bell_ = std::move(bell);
  book.size_ = book.head().slots;
  bool fits = book.head().layout == layout && *bytes == head_bytes + std::size_t{book.size_} * sizeof(Slot);
  if (!fits) return failed("book", EPROTO, "of another version");
  return book;
}

std::optional<SlotNumber> Book::open(std::string_view service) {
  std::optional<SlotNumber> number = vacant();
  if (!number) return std::nullopt;
  Slot& opened = slot(*number);
  opened.pid = 0;
  opened.report = 0;
  opened.wait_status = 0;
  opened.start_told = Telling::not_yet;
  opened.end_told = Telling::not_yet;
  opened.baton = 0;
  opened.given_as = 0;
  opened.park = 0;
  opened.owner = Owner::caller;
  opened.service_key = key_of(service);
  std::size_t length = service.copy(opened.service.data(), service_bytes - 1);
  opened.service[length] = 0;
  opened.started_wall_s = 0;
  opened.started_ns = 0;
  opened.ended_ns = 0;
  opened.peer = {};
  opened.state = SlotState::arriving;
  return number;
}

void Book::announce(SlotNumber number) { head().announced = number; }

void Book::retract(SlotNumber number) {
  head().announced = no_slot;
  vacate(number);
}

void Book::running(SlotNumber number) {
  Slot& born = slot(number);
  born.born_listed = 1;
  push(head().born, born, number, &Slot::born_next);
  head().announced = no_slot;
  SlotState arriving = SlotState::arriving;
  born.state.compare_exchange_strong(arriving, SlotState::running);  // unless the keeper has seen its end
}

void Book::give(SlotNumber number, std::uint32_t tag, std::uint32_t park) {
  slot(number).park = park;
  slot(number).given_as = tag;
}

void Book::take_back(SlotNumber number) {
  slot(number).given_as = 0;
  slot(number).park = 0;
}

/// Keeper and steward each first say what they know and then look at what the other does: one of them, at the
/// latest the second, finds the end.
void Book::learnt(SlotNumber number, pid_t pid) {
  Slot& born = slot(number);
  born.pid = pid;
  born.given_as = 0;
  if (claim_stray(number)) return;
  running(number);
  (void)claim_stray(number);
}

/// Its end, if the keeper has seen it without knowing whose it was.
bool Book::claim_stray(SlotNumber number) {
  Slot& over = slot(number);
  std::optional<Strays::End> end = strays().claim(over.pid, over.started_ns);
  if (!end) return false;
  over.wait_status = end->wait_status;
  over.ended_ns = end->ended_ns;
  over.state = SlotState::ended;
  ended_.insert(ended_.begin(), number);
  sys::ring(bell_.raw());
  return true;
}

std::vector<SlotNumber> Book::awaited() {
  std::vector<SlotNumber> out;
  for (SlotNumber number = 0; number < head().touched; ++number) {
    if (slot(number).state == SlotState::arriving && slot(number).given_as != 0) out.push_back(number);
  }
  return out;
}

std::optional<Ending> Book::next_ended() {
  if (ended_.empty()) collect_ended();
  if (ended_.empty()) return std::nullopt;
  SlotNumber number = ended_.back();
  ended_.pop_back();
  Slot& over = slot(number);
  return Ending{.slot = number, .pid = over.pid, .wait_status = over.wait_status};
}

void Book::release(SlotNumber number) { vacate(number); }

void Book::lose(SlotNumber number, Instant now) {
  Slot& lost = slot(number);
  SlotState running = SlotState::running;
  if (!lost.state.compare_exchange_strong(running, SlotState::ended)) return;
  lost.wait_status = unknown_status;
  lost.ended_ns = now.time_since_epoch().count();
  ended_.insert(ended_.begin(), number);
  sys::ring(bell_.raw());
}

std::vector<SlotNumber> Book::occupied() {
  std::vector<SlotNumber> out;
  for (SlotNumber number = 0; number < head().touched; ++number) {
    SlotState state = slot(number).state;
    if (state == SlotState::running || state == SlotState::ended) out.push_back(number);
  }
  return out;
}

void Book::accepting(std::uint64_t service_key) {
  head().accepting.store(service_key, std::memory_order_release);
}

bool Book::reaped(pid_t pid, int wait_status, Instant now) {
  std::optional<SlotNumber> number = session_of(pid);
  if (!number) {
    strays().enter(pid, wait_status, now.time_since_epoch().count());
    learn_births();
    number = known_as(pid);
    if (!number || !strays().claim(pid, now.time_since_epoch().count())) return false;
  }
  Slot& over = slot(*number);
  over.wait_status = wait_status;
  over.ended_ns = now.time_since_epoch().count();
  over.state = SlotState::ended;
  push(head().ended, over, *number, &Slot::ended_next);
  sys::ring(bell_.raw());
  return true;
}

std::vector<LostCaller> Book::inherit() {
  learn_births();
  head().announced = no_slot;
  head().ended = no_slot;
  vacated_.clear();
  ended_.clear();
  std::vector<LostCaller> lost;
  for (SlotNumber number = head().touched; number-- > 0;) {
    Slot& each = slot(number);
    each.born_listed = 0;  // whoever is on the list has just been learnt
    if (settle(number)) continue;
    lost.push_back({.baton = each.baton,
                    .service_key = each.service_key,
                    .service = each.service.data(),
                    .peer = each.peer,
                    .owner = each.owner});
    vacate(number);
  }
  std::uint64_t accepting = head().accepting.exchange(0);
  bool known = std::ranges::find(lost, accepting, &LostCaller::service_key) != lost.end();
  if (accepting != 0 && !known) lost.push_back({.service_key = accepting});
  if (!ended_.empty()) sys::ring(bell_.raw());
  return lost;
}

/// False: a caller without a server. Ended slots are delivered again, whether or not the dead had them.
bool Book::settle(SlotNumber number) {
  Slot& each = slot(number);
  switch (each.state.load()) {
    case SlotState::free:
      vacated_.push_back(number);
      return true;
    case SlotState::ended:
      ended_.push_back(number);
      return true;
    case SlotState::running:
      break;
    case SlotState::arriving:
      if (each.pid == 0) return each.given_as != 0;
      each.state = SlotState::running;
  }
  pids_.put(each.pid, number);
  return true;
}

std::vector<pid_t> Book::residents() {
  std::vector<pid_t> out;
  for (SlotNumber number = 0; number < head().touched; ++number) {
    const Slot& each = slot(number);
    SlotState state = each.state;
    bool lives = state == SlotState::arriving || state == SlotState::running;
    if (lives && each.owner != Owner::caller && each.pid != 0) out.push_back(each.pid);
  }
  return out;
}

Slot& Book::slot(SlotNumber number) {
  auto* slots = reinterpret_cast<Slot*>(memory_.data() + head_bytes);
  return slots[number];
}

Strays& Book::strays() const { return *reinterpret_cast<Strays*>(memory_.data() + strays_at); }

Book::Head& Book::head() const { return *reinterpret_cast<Head*>(memory_.data()); }

/// The slot used last that the keeper has let go of, else one that was never used.
std::optional<SlotNumber> Book::vacant() {
  for (std::size_t i = vacated_.size(); i-- > 0;) {
    SlotNumber number = vacated_[i];
    if (slot(number).born_listed != 0) continue;
    vacated_.erase(vacated_.begin() + static_cast<std::ptrdiff_t>(i));
    return number;
  }
  SlotNumber number = head().touched;
  if (number == size_) return std::nullopt;
  new (&slot(number)) Slot{};
  head().touched = number + 1;
  return number;
}

void Book::vacate(SlotNumber number) {
  slot(number).state = SlotState::free;
  vacated_.push_back(number);
}

/// The announced slot is read between two looks at the born: once it is no longer announced, it is among
/// them.
std::optional<SlotNumber> Book::session_of(pid_t pid) {
  learn_births();
  if (auto known = known_as(pid)) return known;
  SlotNumber announced = head().announced;
  if (announced < size_ && slot(announced).pid == pid) return announced;
  learn_births();
  return known_as(pid);
}

/// Whose end the steward has claimed as a stray is known still, until its pid is another's.
std::optional<SlotNumber> Book::known_as(pid_t pid) {
  std::optional<SlotNumber> number = pids_.take(pid);
  if (!number) return std::nullopt;
  const Slot& known = slot(*number);
  bool lives = known.state == SlotState::arriving || known.state == SlotState::running;
  return lives && known.pid == pid ? number : std::nullopt;
}

void Book::learn_births() {
  SlotNumber number = head().born.exchange(no_slot);
  while (number < size_) {
    Slot& born = slot(number);
    SlotNumber next = born.born_next;
    bool lives = born.state == SlotState::arriving || born.state == SlotState::running;
    if (lives) pids_.put(born.pid, number);
    born.born_listed = 0;
    number = next;
  }
}

void Book::collect_ended() {
  SlotNumber number = head().ended.exchange(no_slot);
  while (number < size_) {
    ended_.push_back(number);
    number = slot(number).ended_next;
  }
}

}  // namespace rouse::process
