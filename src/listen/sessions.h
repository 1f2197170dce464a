// Sessions: every server that runs. It starts them through the book, learns from the book how they
// ended, and ends those whose time is up (listen/overtime.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "listen/deadlines.h"
#include "listen/lingerers.h"
#include "listen/place.h"
#include "listen/service.h"
#include "listen/starter.h"
#include "log/daemon_log.h"
#include "log/logs.h"
#include "loop/descriptors.h"
#include "loop/flag.h"
#include "loop/task.h"
#include "process/book.h"
#include "process/endings.h"
#include "process/spawn.h"

namespace rouse::listen {

struct Session {
  /// Whose server it is; none: this entry is free.
  const std::shared_ptr<Service>& service() const { return place.service(); }

  Place place;
  net::Endpoint peer;
  pid_t pid = 0;
  Fd pidfd;  // for signals only; none once its time is up
  WallTime started_wall = 0;
  Instant started{};
  Instant deadline = Deadlines::never;
  pid_t parent = 0;        // whose child it must be, until it was found to be so; 0: there is no telling
  bool is_called = false;  // at the roll
  bool is_missed = false;  // it did not answer the last one
  Fd caller = Fd();        // with linger_close, or where the server has set SO_LINGER already
};

/// Whoever wants to know how the children of parked processes end.
class ForkedHearer {
 public:
  virtual ~ForkedHearer() = default;
  /// The server of a caller has ended that the parked process with this deposit had for him.
  virtual void forked_ended(const Service& service, process::DepositNumber park,
                            const process::Ending& ending) = 0;
};

class Sessions final : public Starter, public process::Parent {
 public:
  Sessions(loop::Loop& loop, process::Book& book, process::Endings& endings, process::Spawner& spawner,
           log::DaemonLog& log, log::Logs& logs, loop::Descriptors& descriptors,
           std::uint64_t descriptor_limit);

  /// Starts the server of the place's service with `caller` (borrowed) on 0, 1, 2 and reports it. The session
  /// holds the place until its end.
  Result<pid_t> start(Place place, int caller, const net::Endpoint& peer);
  /// The same for a caller of a stream wait = no service; with linger_close his descriptor is kept until the
  /// server's end.
  Result<void> answer(Place place, Fd& caller, const net::Endpoint& peer,
                      const std::optional<std::string>& user) override;
  /// The caller whom a parked process was given at `began` has the server with this pid, which may have ended
  /// already; everything else as for answer(). His place must be a slot of the book.
  void take_in(Place place, Fd& caller, const std::optional<std::string>& user, pid_t pid, Instant began);

  void ended(const process::Ending& ending) override;
  /// `hearer` must be there for as long as the loop runs.
  void tell_of_forked(ForkedHearer& hearer) { forked_hearer_ = &hearer; }
  /// Those that a steward of before has left, as they stand in the book: they take their places, and their
  /// ends are told as if it had never died. Before any door is answered.
  void adopt(const std::vector<std::shared_ptr<Service>>& services, Places& places);

  /// Servers that run now, all services together.
  std::uint64_t running() const { return running_; }
  /// Sends `signal` to every server of `service`; returns how many there are.
  std::uint64_t signal_all(const Service& service, int signal);
  /// What does not add up: every server that runs is counted and holds a place. Empty: all is well.
  std::vector<std::string> inconsistencies(const Places& places) const;
  /// A duplicate of the descriptor by which the server in the slot is known; none: there is none, or its time
  /// is up.
  Fd pidfd_of(process::SlotNumber slot) const;
  /// Every entry; those without a service are free.
  const std::vector<Session>& all() const { return sessions_; }

 private:
  void tell_once(std::atomic<process::Telling>& told, const log::ServiceLog& log, log::Happening what);
  void look_whether_told(process::Slot& slot, const log::ServiceLog& log);
  void enter(process::SlotNumber slot, Place place, Fd pidfd, pid_t parent);
  Result<process::SlotNumber> begin(Place place, int caller, const net::Endpoint& peer);
  void note_started(process::SlotNumber slot, Instant began);
  void note_caller(process::SlotNumber slot, Fd& caller, const std::optional<std::string>& user);
  loop::Task keep_time();
  loop::Task call_roll();
  void look_for(process::SlotNumber slot);
  void time_is_up(process::SlotNumber slot);
  bool report_failure(const Service& service, process::SlotNumber slot);
  Session& entry(process::SlotNumber slot);

  loop::Loop& loop_;
  process::Book& book_;
  process::Endings& endings_;
  process::Spawner& spawner_;
  log::DaemonLog& log_;
  log::Logs& logs_;
  loop::Descriptors& descriptors_;
  std::vector<Session> sessions_;  // by slot number
  std::uint64_t running_ = 0;
  std::uint64_t called_ = 0;  // of those: at the roll
  ForkedHearer* forked_hearer_ = nullptr;
  Deadlines deadlines_;
  loop::Flag earlier_deadline_;
  loop::Flag one_is_called_;
  Lingerers lingerers_;
  loop::Tasks tasks_;
};

/// Writes into an opened slot who calls, and that his service begins now.
void begin_slot(process::Slot& slot, const net::Endpoint& peer, const loop::Loop& loop);
/// REMOTE_HOST as xinetd sets it, and REMOTE_PORT, LOCAL_ADDR, LOCAL_PORT where they are known.
std::vector<std::string> caller_environment(const net::Endpoint& peer, const net::Endpoint& local);

}  // namespace rouse::listen
