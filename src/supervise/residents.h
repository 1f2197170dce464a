// Residents: every standalone service, and how one configuration becomes another: what is the same is left
// alone, what has changed is started anew, what is gone is stopped, and forgotten when it has ended.
//
// They are started in the order of `after` and stopped in its reverse; those who have nothing to do with each
// other at the same time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/configuration.h"
#include "loop/co.h"
#include "supervise/resident.h"

namespace rouse::supervise {

/// What administrators see of a resident.
struct ResidentReport {
  std::string id;
  std::string_view state;      // a word of life.h; it lives as long as the program
  pid_t pid = 0;               // 0: it has no process
  WallTime since = 0;          // in this state
  std::uint64_t respawns = 0;  // starts after ends that nobody had ordered
  std::string last_end;        // "server 123 exited with status 1"; empty: none yet
  std::string status;          // what it says of itself; untrusted
};

class Residents {
 public:
  /// What an apply() did.
  struct Change {
    std::size_t added = 0;
    std::size_t kept = 0;
    std::size_t dropped = 0;
  };

  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    Roster& roster;
    Vault& vault;
  };

  /// `critical_has_ended` is told the status with which the daemon has to end, at most once for each end;
  /// `last_has_gone` is called when none is left because the configuration names none any more.
  Residents(const Means& means, Resident::MakeBody make_body, std::function<void(int)> critical_has_ended,
            std::function<void()> last_has_gone);

  /// Puts the standalone services of `configuration` into service. Those of a steward before go on; of which
  /// the configuration knows nothing any more they are stopped.
  Change apply(const config::Configuration& configuration);

  // Orders by id, obeyed in their own time; false: there is no such resident.
  bool start(std::string_view id);
  bool stop(std::string_view id);
  bool restart(std::string_view id);
  std::optional<ResidentReport> report(std::string_view id) const;
  /// Of all, in the order in which they came.
  std::vector<ResidentReport> reports() const;
  std::size_t size() const { return entries_.size(); }

  /// The daemon leaves: stops all of them, each after those that come after it. From now on there are no
  /// orders.
  void stop_all();
  /// Until none has a process, nor will have one. One whose process the kernel does not let go of is not
  /// waited for for ever.
  loop::Co<void> all_stopped();
  /// The steward ends, and another one reads on what they write.
  void pass_on_output();

 private:
  struct Entry {
    std::unique_ptr<Resident> resident;
    std::vector<std::string> after;  // those it waits for
    bool gone = false;               // from the configuration
  };

  loop::Task attend();
  void look();
  /// Null: there is none.
  const Entry* find(std::string_view id) const;
  Resident* to_order(std::string_view id);
  void take_in(const config::ServicePtr& wanted, Change& change);
  Resident& create(const config::ServicePtr& config);
  using Named = std::unordered_set<std::string>;
  void drop_gone(const Named& named, Change& change);
  void drop_strangers(const Named& named);
  void set_order();
  bool may_start(const Entry& entry) const;
  bool may_stop(const Entry& entry) const;
  bool any_left() const;

  log::DaemonLog& log_;
  loop::Flag changed_;
  loop::Flag all_ended_;
  Resident::Means means_;
  std::function<void()> last_has_gone_;
  std::vector<Entry> entries_;
  bool leaving_ = false;
  Instant patience_ends_ = Instant::max();  // when leaving
  loop::Tasks tasks_;
};

}  // namespace rouse::supervise
