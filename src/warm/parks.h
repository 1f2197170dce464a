// Parks: the parks of all warm services. One for each steward.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "loop/flag.h"
#include "loop/task.h"
#include "warm/park.h"

namespace rouse::warm {

class Parks {
 public:
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    Births& births;
    std::uint64_t (*memory_of)(pid_t pid);  // bytes that a parked process has (warm/memory.h); 0: untold
  };

  /// What `means` refers to must outlive this, and `givers`, who are told what becomes of callers.
  Parks(const Means& means, Givers& givers);

  /// The warm service `id` is from now on as `recipe` and `habits` say.
  void apply(const std::string& id, std::shared_ptr<const process::Recipe> recipe, const Habits& habits);
  /// What happens to the processes of the warm service is counted there from now on, as long as it is warm.
  void count_in(const std::string& id, ParkCounts& counts) { park_of(id).count_in(counts); }
  /// As many bytes may all parked processes have together; nothing: there is no limit. Beyond it the one ends
  /// that has waited longest for a caller.
  void limit_memory(std::optional<std::uint64_t> bytes_most);
  /// Services that are not among `ids` are not warm any more.
  void retain(const std::vector<std::string>& ids);
  /// The parked process of the service that waits for a caller, by the number of its deposit; nothing: he is
  /// to be served cold.
  std::optional<process::DepositNumber> waiting(const std::string& id);
  /// Gives it a caller (borrowed); what becomes of him the Givers are told under this tag. False: it does not
  /// take him.
  bool give(const std::string& id, Tag tag, const process::Strings& variables, int caller);
  /// The server `pid` of a caller of the service has ended; it was a child of the parked process with this
  /// deposit (Park::child_ended).
  void child_ended(const std::string& id, process::DepositNumber kept, pid_t pid, int wait_status);
  /// A parked process of a steward before, who has given it these callers: it serves them, and ends.
  void inherit(const std::string& id, Fd near, Birth birth, const std::vector<Tag>& given);

  /// Nothing: the service is not warm.
  std::optional<ParkReport> report(const std::string& id) const;

 private:
  Park& park_of(const std::string& id);
  bool are_to_be_measured(std::vector<pid_t> pids);
  void tell_of_untold(const std::string& id, pid_t pid);
  void keep_within_memory();
  loop::Task keep_time();
  Means means_;
  loop::Flag changed_;
  std::optional<std::uint64_t> bytes_most_;
  std::vector<pid_t> looked_at_;  // whose memory was measured
  Instant look_again_{};
  bool untold_ = false;  // somebody's memory is not known, and the log says so
  Givers& givers_;
  std::map<std::string, std::unique_ptr<Park>> parks_;
  std::vector<std::unique_ptr<Park>> closed_;  // they go when nobody is left in them
  loop::Tasks tasks_;
};

}  // namespace rouse::warm
