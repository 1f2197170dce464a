#include "supervise/runlevel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "loop/within.h"
#include "supervise/seconds.h"
#include "sysv/preparation.h"
#include "sysv/script_command.h"

namespace rouse::supervise {

namespace {

using log::Level;
using sysv::LinkKind;

std::string_view verb(LinkKind kind) { return kind == LinkKind::start ? "start" : "stop"; }

}  // namespace

Runlevel::Runlevel(loop::Loop& loop, RunlevelVoice& voice, RunlevelSettings settings)
    : loop_(loop),
      voice_(voice),
      settings_(std::move(settings)),
      facilities_(sysv::effective_facilities(settings_.tree)),
      rests_(loop),
      tasks_(loop) {}

void Runlevel::change(int level) {
  if (leaving_) return;
  next_ = level;
  if (run_) run_->hold();
  if (!changing_) tasks_.start(follow_changes());
}

void Runlevel::resume(int level) {
  level_ = level;
  auto entries = settings_.read(settings_.tree, level);
  if (!entries) return;
  auto locks = sysv::RcMarks{.locks = sysv::read_locks(settings_.tree), .started = {}};
  for (const sysv::RcEntry& entry : *entries) {
    if (entry.link.kind != LinkKind::start) continue;
    started_.insert_or_assign(entry.link.name, StartedScript{entry, locks.up(entry.link.name)});
  }
}

std::vector<std::string> Runlevel::running() const {
  return run_ ? run_->running() : std::vector<std::string>{};
}

loop::Task Runlevel::follow_changes() {
  changing_ = true;
  while (next_) {
    previous_ = std::exchange(level_, std::exchange(next_, std::nullopt));
    co_await bring_up(*level_);
  }
  changing_ = false;
  rests_.raise();
}

loop::Co<void> Runlevel::bring_up(int level) {
  auto entries = settings_.read(settings_.tree, level);
  if (!entries) {
    voice_.say(Level::error,
               fmt::format("runlevel {}: {}", sysv::level_letter(level), entries.error().text()));
    co_return;
  }
  sysv::RcPlan plan = sysv::rc_plan(*entries, marks(), facilities_);
  voice_.say(Level::notice,
             fmt::format("entering runlevel {}: {} to stop, {} to start", sysv::level_letter(level),
                         plan.stops.jobs.size(), plan.starts.jobs.size()));
  tell_doubts(plan.stops);
  tell_doubts(plan.starts);
  Tally stops = co_await run(*entries, std::move(plan.stops), LinkKind::stop, loop::never);
  Tally starts = co_await run(*entries, std::move(plan.starts), LinkKind::start, loop::never);
  tell_left_out(*entries, plan);
  tell_sum(fmt::format("runlevel {}", sysv::level_letter(level)), stops, starts);
}

loop::Co<void> Runlevel::stop_all(Instant deadline) {
  co_await come_to_rest(loop_.now() + (deadline - loop_.now()) / 2);
  std::vector<sysv::RcEntry> entries;
  std::vector<sysv::RcScript> scripts;
  for (const auto& [name, started] : started_) entries.push_back(started.entry);
  for (const sysv::RcEntry& entry : entries)
    scripts.push_back({entry.link.name, entry.link.number, &entry.header});
  std::vector<bool> all(entries.size(), true);
  sysv::RcOrder order = sysv::reversed(sysv::rc_order(scripts, LinkKind::start, facilities_), all);
  loop::Co<Tally> run_all = run(std::move(entries), std::move(order), LinkKind::stop, deadline);
  std::optional<Tally> stops = co_await loop::within(loop_, std::move(run_all), deadline);
  if (stops)
    tell_sum("shutdown", *stops, {});
  else
    kill_running();
}

/// What still runs afterwards is ended the hard way.
loop::Co<void> Runlevel::come_to_rest(Instant deadline) {
  leaving_ = true;
  next_.reset();
  if (run_) run_->hold();
  while (changing_) {
    bool rests = co_await rests_.raised_until(deadline);
    if (rests) continue;
    tasks_.cancel_all();
    kill_running();
    changing_ = false;
  }
}

void Runlevel::kill_running() {
  for (const std::string& name : running()) voice_.say(Level::warning, name + " does not end and is killed");
  run_.reset();
}

loop::Co<Runlevel::Tally> Runlevel::run(std::vector<sysv::RcEntry> entries, sysv::RcOrder order,
                                        LinkKind kind, Instant deadline) {
  std::vector<Job> jobs;
  for (sysv::RcJob& ordered : order.jobs) {
    jobs.push_back(job(entries[ordered.script], kind));
    jobs.back().after = std::move(ordered.after);
  }
  Tally tally;
  tally.left = jobs.size();
  if (next_) co_return tally;  // somebody wants to be in another level already
  auto told = [&](std::size_t place, Result<ScriptEnd>& end) {
    ended(entries[order.jobs[place].script], kind, end, tally);
  };
  run_.emplace(loop_, std::move(jobs), settings_.at_once, told, deadline);
  std::size_t left = co_await run_->all_ended();
  tally.left = left;
  run_.reset();
  co_return tally;
}

Job Runlevel::job(const sysv::RcEntry& entry, LinkKind kind) const {
  std::vector<std::string> words{std::string(verb(kind))};
  Result<sysv::ScriptCommand> ready =
      sysv::ready_script(settings_.tree, entry.path, words, settings_.terminal);
  // It runs all the same: what it lacks it complains of itself.
  if (!ready) voice_.say(Level::error, fmt::format("{}: {}", entry.link.name, ready.error().text()));
  sysv::ScriptCommand command =
      ready ? *std::move(ready) : sysv::script_command(entry.path, {}, words, settings_.terminal);
  for (const char* name : {"RUNLEVEL", "runlevel"})
    command.environment.push_back(fmt::format("{}={}", name, sysv::level_letter(level_)));
  for (const char* name : {"PREVLEVEL", "previous"})
    command.environment.push_back(fmt::format("{}={}", name, sysv::level_letter(previous_)));
  if (settings_.wrap) {
    std::vector<std::string> before = settings_.wrap(entry.link.name);
    command.argv.insert(command.argv.begin(), before.begin(), before.end());
  }
  return {.name = entry.link.name,
          .script = {.argv = std::move(command.argv),
                     .environment = std::move(command.environment),
                     .folder = std::move(command.folder),
                     .output = settings_.output,
                     .time_limit = settings_.time_limit,
                     .soft_descriptors = settings_.soft_descriptors},
          .after = {}};
}

void Runlevel::ended(const sysv::RcEntry& entry, LinkKind kind, Result<ScriptEnd>& end, Tally& tally) {
  const std::string& name = entry.link.name;
  if (!end) {
    tally.failed.push_back(fmt::format("{} ({})", name, end.error().text()));
    return voice_.say(Level::error, fmt::format("{} {}: {}", name, verb(kind), end.error().text()));
  }
  if (settings_.output != ScriptOutput::inherited) voice_.show(name, end->output);
  if (end->rest) voice_.follow(name, std::move(end->rest));
  if (end->overdue) {
    tally.overdue.push_back(name);
    voice_.say(Level::error, fmt::format("{} {}: had not ended in time ({}) and was ended", name, verb(kind),
                                         seconds(settings_.time_limit)));
  } else if (end->status() != 0) {
    tally.failed.push_back(fmt::format("{} (status {})", name, end->status()));
    voice_.say(Level::warning, fmt::format("{} {}: status {}", name, verb(kind), end->status()));
  } else {
    ++tally.done;
  }
  mark(entry, kind, end->overdue || end->status() == 0);
}

/// One that was overdue may have started something all the same.
void Runlevel::mark(const sysv::RcEntry& entry, LinkKind kind, bool succeeded) {
  if (kind == LinkKind::stop) {
    started_.erase(entry.link.name);
  } else if (succeeded) {
    auto locks = sysv::RcMarks{.locks = sysv::read_locks(settings_.tree), .started = {}};
    started_.insert_or_assign(entry.link.name, StartedScript{entry, locks.up(entry.link.name)});
  }
  voice_.remember(started_);
}

sysv::RcMarks Runlevel::marks() const {
  sysv::RcMarks out{.locks = sysv::read_locks(settings_.tree), .started = {}};
  for (const auto& [name, started] : started_) out.started.emplace(name, started.locked);
  return out;
}

void Runlevel::tell_doubts(const sysv::RcOrder& order) const {
  for (const std::string& circle : order.circles)
    voice_.say(Level::warning,
               fmt::format("each of these wants to wait for the next: {}; they run all the same", circle));
  for (const sysv::Missing& missing : order.missing)
    voice_.say(Level::warning,
               fmt::format("{} requires {}, which does not start in runlevel {}; it starts all the same",
                           missing.script, missing.needs, sysv::level_letter(level_)));
}

void Runlevel::tell_left_out(const std::vector<sysv::RcEntry>& entries, const sysv::RcPlan& plan) const {
  for (const sysv::LeftOutEntry& left : plan.left_out) {
    bool usual = left.reason == sysv::LeftOut::up || left.reason == sysv::LeftOut::down;
    voice_.say(usual ? Level::debug : Level::info,
               fmt::format("{} is left out: it {}", sysv::file_name(entries[left.entry].link),
                           sysv::text(left.reason)));
  }
}

void Runlevel::tell_sum(const std::string& of_what, const Tally& stops, const Tally& starts) const {
  std::string text = fmt::format("{}: {} stopped, {} started", of_what, stops.done, starts.done);
  auto add = [&text](const char* what, std::vector<std::string> names, const std::vector<std::string>& more) {
    names.insert(names.end(), more.begin(), more.end());
    if (!names.empty()) text += fmt::format(", {} {} ({})", names.size(), what, fmt::join(names, ", "));
  };
  add("failed", stops.failed, starts.failed);
  add("not ended in time", stops.overdue, starts.overdue);
  if (stops.left + starts.left > 0) text += fmt::format(", {} not begun", stops.left + starts.left);
  voice_.say(Level::notice, text);
}

}  // namespace rouse::supervise
