#include "supervise/script_body.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <utility>

#include "loop/sleep.h"
#include "supervise/pid_file.h"
#include "sys/process.h"
#include "sys/program.h"

namespace rouse::supervise {

namespace {

constexpr std::chrono::milliseconds pause{50};

int shell_status(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

ScriptBody::ScriptBody(loop::Loop& loop, Processes& processes, config::ServicePtr config, Ready ready,
                       std::uint64_t fingerprint, const Surroundings& around)
    : loop_(loop),
      processes_(processes),
      config_(std::move(config)),
      ready_(std::move(ready)),
      fingerprint_(fingerprint),
      output_(around.output),
      record_(around.record.script),
      watcher_(around.watcher),
      tasks_(loop) {}

Result<void> ScriptBody::start() {
  record_ = {.start_began = loop_.clock().wall()};
  end_ = {};
  return run(Word::start);
}

std::optional<Body::End> ScriptBody::resume(bool is_ready) {
  pid_t was = record_.daemon;
  std::optional<Process> script = processes_.resume(config_->id, *this);
  bool has_daemon = resume_daemon();
  if (has_daemon) record_.searching = false;
  if (has_daemon && !is_ready) watcher_.ready();
  if (script) {
    script_ = std::move(*script);
    if (record_.running == Word::none) record_.running = Word::start;
    output_.of(script_.pid);
  } else {
    record_.running = Word::none;
    if (record_.searching) tasks_.start(find_daemon());
    if (!record_.searching && !has_daemon)
      return was != 0 ? End{fmt::format("daemon {} has ended", was), 1, false} : never_begun();
  }
  return std::nullopt;
}

/// The number may have been given to another process meanwhile.
bool ScriptBody::resume_daemon() {
  pid_t pid = std::exchange(record_.daemon, 0);
  if (pid == 0) return false;
  Result<Fd> pidfd = sys::pidfd_open(pid);
  if (!pidfd || sys::start_ticks_of(pid).value_or(0) != record_.daemon_began) return false;
  daemon_.emplace(loop_, std::move(*pidfd));
  record_.daemon = pid;
  tasks_.start(watch_daemon());
  return true;
}

Result<void> ScriptBody::run(Word word) {
  Result<std::shared_ptr<const process::Recipe>> recipe = ready_(word == Word::start ? "start" : "stop");
  if (!recipe) return std::unexpected(recipe.error());
  Result<Fd> input = sys::open_null();
  if (!input) return std::unexpected(input.error());
  Result<int> output = output_.write_end();
  if (!output) return std::unexpected(output.error());
  std::array<int, process::standard_places> descriptors{input->raw(), *output, *output};
  Result<Process> script = processes_.start(config_->id, std::move(*recipe), {descriptors, {}}, *this);
  if (!script) return std::unexpected(script.error());
  script_ = std::move(*script);
  record_.running = word;
  output_.of(script_.pid);
  return {};
}

void ScriptBody::terminate() {
  record_.leaving = true;
  if (record_.running == Word::none) return run_stop();
  processes_.signal(script_, SIGTERM);  // and at its end `SCRIPT stop` has its turn
}

/// Where the script cannot run, the daemon is asked as any other.
void ScriptBody::run_stop() {
  if (run(Word::stop)) return;
  signal_daemon(SIGTERM);
  settle();
}

void ScriptBody::kill() {
  record_.killed = true;
  if (record_.running != Word::none) processes_.signal(script_, SIGKILL);
  signal_daemon(SIGKILL);
}

/// With its group, if it leads one.
void ScriptBody::signal_daemon(int signal) {
  if (record_.daemon == 0) return;
  Result<void> sent = sys::pidfd_signal_group(daemon_->raw(), record_.daemon, signal);
  if (!sent) (void)sys::pidfd_send_signal(daemon_->raw(), signal);
}

void ScriptBody::ended(const process::Ending& ending) {
  output_.finish();
  script_ = {};
  Word was = std::exchange(record_.running, Word::none);
  bool may_stop = record_.leaving &&
                  !record_.killed;  // killed, its time is up, and `SCRIPT stop` could take as long again
  if (was == Word::start && may_stop) return run_stop();
  if (was == Word::start && record_.killed) end_.how = config_->server + " start was killed";
  if (record_.leaving)
    take_along();
  else if (record_.daemon == 0)  // else a steward before has seen this end, too
    started(ending.wait_status);
  settle();
}

/// A start that was broken off may have left a daemon all the same, which `SCRIPT stop` came too early for.
void ScriptBody::take_along() {
  if (record_.daemon != 0 || !adopt()) return;
  if (record_.killed) signal_daemon(SIGKILL);
  tasks_.start(watch_daemon());
}

void ScriptBody::started(int wait_status) {
  int status = shell_status(wait_status);
  if (status != 0) {
    end_ = {fmt::format("{} start exited with status {}", config_->server, status), status, false};
    return;
  }
  record_.searching = true;
  tasks_.start(find_daemon());
}

loop::Task ScriptBody::find_daemon() {
  while (!record_.leaving && !adopt()) {
    co_await loop::sleep_for(loop_, pause);
  }
  record_.searching = false;
  if (record_.leaving) {
    settle();
  } else {
    tasks_.start(watch_daemon());
    watcher_.ready();
  }
}

/// The pidfd is the process that it was when it was asked about, whoever has the number later.
bool ScriptBody::adopt() {
  doubt_.clear();
  std::optional<PidNote> note = pid_note(config_->supervision.pid_file);
  if (!note) return false;
  Result<Fd> pidfd = sys::pidfd_open(note->pid);
  if (!pidfd) return false;
  std::string doubt = doubt_about(*note, record_.start_began);
  if (!doubt.empty()) {
    doubt_ = fmt::format("{}, {}", note->pid, doubt);
    return false;
  }
  daemon_.emplace(loop_, std::move(*pidfd));
  record_.daemon_began = sys::start_ticks_of(note->pid).value_or(0);
  record_.daemon = note->pid;
  return true;
}

loop::Task ScriptBody::watch_daemon() {
  co_await daemon_->readable();
  (void)sys::pidfd_signal_group(daemon_->raw(), record_.daemon, SIGKILL);  // what it left behind
  end_ = {fmt::format("daemon {} has ended", record_.daemon), 1, false};
  record_.daemon = 0;
  settle();
}

/// Tells that it is dead, once it is.
void ScriptBody::settle() {
  if (record_.running != Word::none || record_.daemon != 0 || record_.searching) return;
  daemon_.reset();
  if (end_.how.empty()) end_.how = fmt::format("{} stop has ended", config_->server);
  watcher_.ended(std::exchange(end_, {}));
}

std::string ScriptBody::missing() const {
  if (record_.running != Word::none) return fmt::format("{} start has not ended", config_->server);
  return fmt::format("{} names {}", config_->supervision.pid_file,
                     doubt_.empty() ? "no process of it" : doubt_);
}

}  // namespace rouse::supervise
