#include "supervise/job_run.h"

#include <algorithm>
#include <utility>

namespace rouse::supervise {

JobRun::JobRun(loop::Loop& loop, std::vector<Job> jobs, std::size_t at_once, Told told, Instant deadline)
    : loop_(loop),
      jobs_(std::move(jobs)),
      at_once_(at_once),
      told_(std::move(told)),
      deadline_(deadline),
      left_(jobs_.size()),
      waits_for_(jobs_.size()),
      waiting_on_(jobs_.size()),
      runs_(jobs_.size()),
      changed_(loop),
      tasks_(loop) {
  for (std::size_t place = jobs_.size(); place-- > 0;) {
    waits_for_[place] = jobs_[place].after.size();
    for (std::size_t earlier : jobs_[place].after) waiting_on_[earlier].push_back(place);
    if (waits_for_[place] == 0) ready_.push_back(place);
  }
}

loop::Co<std::size_t> JobRun::all_ended() {
  begin_ready();
  while (running_ > 0) {
    co_await changed_.raised();
    begin_ready();
  }
  co_return left_;
}

void JobRun::hold() { held_ = true; }

std::vector<std::string> JobRun::running() const {
  std::vector<std::string> out;
  for (std::size_t place = 0; place < jobs_.size(); ++place) {
    if (runs_[place]) out.push_back(jobs_[place].name);
  }
  return out;
}

void JobRun::begin_ready() {
  while (!held_ && loop_.now() < deadline_ && running_ < at_once_ && !ready_.empty()) {
    std::size_t place = ready_.back();
    ready_.pop_back();
    ++running_;
    --left_;
    runs_[place] = true;
    tasks_.start(attend(place));
  }
}

loop::Task JobRun::attend(std::size_t place) {
  ScriptStart script = jobs_[place].script;
  if (deadline_ != loop::never)
    script.time_limit = std::min(script.time_limit, (deadline_ - loop_.now()) / 2);
  Result<ScriptEnd> end = co_await run_script(&loop_, std::move(script));
  told_(place, end);
  runs_[place] = false;
  --running_;
  let_go(place);
  changed_.raise();
}

/// Those in front of the order first, as they stand there.
void JobRun::let_go(std::size_t ended) {
  for (std::size_t place : waiting_on_[ended]) {
    if (--waits_for_[place] > 0) continue;
    ready_.insert(std::ranges::lower_bound(ready_, place, std::greater<>()), place);
  }
}

}  // namespace rouse::supervise
