#include "warm/parked.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::warm {

namespace {

/// It is the service's user who speaks: nobody else waits for him to come to an end.
constexpr int words_per_turn = 64;
/// Nobody listens to more of what makes no sense.
constexpr int nonsense_most = 64;

}  // namespace

Parked::Parked(loop::Loop& loop, Fd near, Hearer& hearer)
    : loop_(loop), hearer_(hearer), near_(loop, std::move(near)), tasks_(loop) {
  tasks_.start(hear());
}

bool Parked::give(Tag tag, std::span<const std::byte> call, int caller) {
  if (leaving_ || gone_) return false;
  if (!sys::send_message(near_.raw(), call, std::span(&caller, 1))) return false;
  outstanding_.insert({tag, loop_.now()});
  return true;
}

void Parked::finish() {
  leaving_ = true;
  (void)::shutdown(near_.raw(), SHUT_WR);
}

Instant Parked::waiting_since() const { return outstanding_.begin()->at; }

loop::Task Parked::hear() {
  while (!gone_) {
    co_await near_.readable();
    for (int words = 0; words < words_per_turn && hear_one(); ++words) {
    }
  }
  let_go();
}

void Parked::let_go() {
  for (const Given& given : std::exchange(outstanding_, {})) hearer_.has_none(*this, given.tag);
  hearer_.is_gone(*this);
}

/// What has not been heard may bring descriptors, and nobody is to wait for those at the end of the pair,
/// neither here nor in the keeper.
void Parked::give_up() {
  tasks_.cancel_all();
  gone_ = true;
  (void)sys::shutdown_reading(near_.raw());
  bool more = true;
  while (more) {
    Result<sys::Vouched> unheard = sys::receive_vouched(near_.raw(), {});
    more = unheard && unheard->sender;
  }
  let_go();
}

/// False: there is nothing more to hear now. That it has died without having read its last callers
/// (ECONNRESET) the kernel says once, before what its children have said.
bool Parked::hear_one() {
  park::Word word{};
  Result<sys::Vouched> got = sys::receive_vouched(near_.raw(), std::as_writable_bytes(std::span(&word, 1)));
  if (!got && (got.error().code == EAGAIN || got.error().code == EINTR)) return false;
  if (!got && got.error().code == ECONNRESET) return true;
  gone_ = !got || (got->bytes == 0 && !got->sender);
  if (gone_) return false;
  bool is_word = got->bytes == sizeof word && word.version == park::version;
  bool makes_sense = is_word && heard(word, got->sender.value_or(0));
  if (!makes_sense && ++nonsense_ == nonsense_most) hearer_.is_senseless(*this);
  return true;
}

/// It is the service's user who speaks: what makes no sense is passed over. False: it makes none.
bool Parked::heard(const park::Word& word, pid_t speaker) {
  bool makes_sense = false;
  switch (static_cast<park::Kind>(word.kind)) {
    case park::Kind::parked:
      makes_sense = !std::exchange(placed_, true);
      if (makes_sense) hearer_.is_parked(*this);
      break;
    case park::Kind::unfit:
      makes_sense = !std::exchange(placed_, true);
      if (makes_sense) hearer_.is_unfit(*this, static_cast<park::Reason>(word.code));
      break;
    case park::Kind::here:
      makes_sense = speaker > 0 && settle(word.tag);
      if (makes_sense) hearer_.has_child(*this, word.tag, speaker);
      break;
    case park::Kind::failed:
      makes_sense = settle(word.tag);
      if (makes_sense) hearer_.cannot_fork(*this, word.tag, static_cast<int>(word.code));
      break;
  }
  return makes_sense;
}

/// The caller is outstanding no more; false: he was not.
bool Parked::settle(Tag tag) { return outstanding_.erase({tag, {}}) != 0; }

}  // namespace rouse::warm
