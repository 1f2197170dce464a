// Park: where the server of one warm service waits for callers.
//
//   empty --prestart, or a caller--> coming --parked--> open --idle--> empty
//     ^                                | |               | |\--old enough--> open, and the next one is coming
//     |                                | |               | \--a child crashes--> coming
//     |   (back-off)                   | |               |
//     +--------------------------------+-(--not in time, |
//     ^                                  |   dead -------+
//     |  another recipe or file          |
//   cold <--------- cannot be parked ----+
//
// Whoever calls while nobody waits for him is served cold: no caller waits for a server to be parked.
// Decisions take `now`; park.cc only does what they say.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "log/daemon_log.h"
#include "loop/flag.h"
#include "process/recipe.h"
#include "warm/back_off.h"
#include "warm/births.h"
#include "warm/habits.h"
#include "warm/park_counts.h"
#include "warm/parked.h"

namespace rouse::warm {

/// What becomes of a caller who was given to a parked process.
class Givers {
 public:
  virtual ~Givers() = default;
  /// He is served by this process, which may have ended already.
  virtual void is_served(Tag tag, pid_t pid) = 0;
  /// He is not, and has to be served cold.
  virtual void is_left(Tag tag) = 0;
};

enum class ParkState : std::uint8_t { empty, coming, open, cold };

/// What is told of a park.
struct ParkReport {
  ParkState state = ParkState::empty;
  pid_t pid = 0;  // of the process that waits, or comes
  std::uint64_t callers = 0;
  std::string obstacle;  // why it is cold
  std::string trouble;   // why its last process failed or had to leave, where none has parked since
};

class Park final : private Hearer {
 public:
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    Births& births;
    Givers& givers;
    loop::Flag& changed;  // raised when review() has something to do earlier than it said
  };

  Park(const Means& means, std::string id);
  ~Park() override;
  Park(const Park&) = delete;
  Park& operator=(const Park&) = delete;

  /// How the service is from now on. What is parked goes on if it would be started in the same way, and the
  /// same files are watched.
  void apply(std::shared_ptr<const process::Recipe> recipe, const Habits& habits);
  /// What happens to its processes is counted there from now on, until it is closed.
  void count_in(ParkCounts& counts) { counts_ = &counts; }
  /// The parked process that waits for a caller, by the number of its deposit; nothing: he is to be served
  /// cold.
  std::optional<process::DepositNumber> waiting();
  /// Gives it a caller (borrowed); false: it does not take him.
  bool give(Tag tag, const process::Strings& variables, int caller);
  /// The server `pid` of a caller, a child of the parked process with this deposit, has ended. If that was a
  /// crash, nobody is given to that process any more, and the next one is started.
  void child_ended(process::DepositNumber kept, pid_t pid, int wait_status);
  /// A parked process of a steward before, who has given it these callers: it serves them, and ends.
  void inherit(Fd near, Birth birth, const std::vector<Tag>& given);
  /// The process that waits, and since when no caller has come; nothing: none waits.
  struct Use {
    pid_t pid;
    Instant last_caller;
  };
  std::optional<Use> use() const;
  /// Others need its memory more: whoever waits ends, and for a while nobody is parked.
  void make_room();
  /// The service is gone: whoever is parked serves those whom it has.
  void close();
  /// Does what is due, and forgets who is gone. When it is to be called again, at the latest.
  Instant review();
  /// Nothing is left of it.
  bool is_empty() const { return processes_.empty(); }

  const std::string& id() const { return id_; }
  ParkReport report() const;

 private:
  struct Process;
  Process* open() const;
  Process* coming() const;
  void start();
  void back_off(std::string_view why, Instant since);
  void lose(std::string_view why, Instant since);
  void prove(Process& process);
  void freshen();
  void retire(Process& process);
  void end(Process& process);
  void fail(Process& process, std::string_view why);
  Instant review(Process& process);
  void forget_gone();
  void become_cold(std::string_view why);
  Process& of(const Parked& who);

  void is_parked(Parked& who) override;
  void is_unfit(Parked& who, park::Reason reason) override;
  void has_child(Parked& who, Tag tag, pid_t pid) override;
  void has_none(Parked& who, Tag tag) override;
  void cannot_fork(Parked& who, Tag tag, int error) override;
  void is_senseless(Parked& who) override;
  void is_gone(Parked& who) override;

  Means means_;
  std::string id_;
  std::shared_ptr<const process::Recipe> recipe_;
  std::uint64_t fingerprint_ = 0;
  Habits habits_;
  bool closed_ = false;
  std::string obstacle_;  // why it is cold, until the recipe or a file is another one
  std::unique_ptr<Origin> cold_origin_;
  BackOff back_off_;
  std::string trouble_;  // of the last process, until another has parked
  std::uint64_t callers_ = 0;
  ParkCounts uncounted_;  // where nobody wants to know
  ParkCounts* counts_ = &uncounted_;
  std::vector<std::unique_ptr<Process>>
      processes_;  // the one that waits, the one that comes, those that leave
};

}  // namespace rouse::warm
