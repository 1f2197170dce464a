// Parked: one parked process, from its start to its end: a server that was started without a caller, waits
// where its first line would be, and forks for each caller that it is given (park/wire.h).
//
//   coming --(says that it is parked)--> parked --finish()--> leaving --(nobody has its end of the pair)-->
//   gone
//      \--------(unfit, dead)--------------\-----(dead)----------------------------------------------------^
//
// Who is given to it stays outstanding until the child that it has for him tells its pid. A child that has
// said nothing holds the pair open: when it is closed, whoever is outstanding has no child, and never will
// have.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>

#include "base/clock.h"
#include "loop/channel.h"
#include "loop/task.h"
#include "park/wire.h"

namespace rouse::warm {

/// A number of the steward's for a caller whom it has given to a parked process; 0: none.
using Tag = std::uint32_t;

class Parked;

/// Whoever wants to know what a parked process says.
class Hearer {
 public:
  virtual ~Hearer() = default;
  /// It waits for callers.
  virtual void is_parked(Parked& who) = 0;
  /// It cannot wait where it should, and has ended.
  virtual void is_unfit(Parked& who, park::Reason reason) = 0;
  /// The child that serves the caller has this pid; it may have ended already.
  virtual void has_child(Parked& who, Tag tag, pid_t pid) = 0;
  /// It has no child for the caller, and will not have one.
  virtual void has_none(Parked& who, Tag tag) = 0;
  /// The same, as it could not fork: why (errno, as it says).
  virtual void cannot_fork(Parked& who, Tag tag, int error) = 0;
  /// It goes on saying what makes no sense.
  virtual void is_senseless(Parked& who) = 0;
  /// Nobody hears it any more, and it says nothing. The last of its words.
  virtual void is_gone(Parked& who) = 0;
};

class Parked {
 public:
  /// `near` is this end of the pair, which vouches for whoever speaks (SO_PASSCRED). `hearer` must outlive
  /// this; it must not destroy this in one of its functions.
  Parked(loop::Loop& loop, Fd near, Hearer& hearer);

  /// Gives it a caller (borrowed). Nothing is waited for. False: it takes none; nobody is outstanding then.
  bool give(Tag tag, std::span<const std::byte> call, int caller);
  /// A steward before has given it this caller.
  void expect(Tag tag) { outstanding_.insert({tag, loop_.now()}); }
  /// It serves those whom it has, and ends.
  void finish();
  /// It is dead, but somebody else has its end of the pair: nobody hears it from now on. Not from within a
  /// Hearer.
  void give_up();
  bool is_leaving() const { return leaving_; }
  /// Nobody hears it any more.
  bool is_gone() const { return gone_; }

  /// Callers of whom nothing has been heard yet.
  std::size_t outstanding() const { return outstanding_.size(); }
  /// Since when the one has been waiting who has waited longest; there must be one.
  Instant waiting_since() const;
  /// This end of the pair.
  int raw() const { return near_.raw(); }

 private:
  struct Given {
    Tag tag;
    Instant at;
    bool operator<(const Given& other) const { return tag < other.tag; }
  };
  loop::Task hear();
  bool hear_one();
  void let_go();
  bool heard(const park::Word& word, pid_t speaker);
  bool settle(Tag tag);

  loop::Loop& loop_;
  Hearer& hearer_;
  loop::Channel near_;
  std::set<Given> outstanding_;  // tags grow: the first has waited longest
  bool placed_ = false;          // it has said that it is parked, or cannot be
  int nonsense_ = 0;
  bool leaving_ = false;
  bool gone_ = false;
  loop::Tasks tasks_;
};

}  // namespace rouse::warm
