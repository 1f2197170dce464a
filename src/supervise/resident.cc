#include "supervise/resident.h"

#include <fmt/format.h>

#include <utility>

#include "supervise/seconds.h"

namespace rouse::supervise {

namespace {

using std::chrono::milliseconds;

constexpr Instant never = Instant::max();
/// Who ends well so soon has probably gone into the background.
constexpr std::chrono::seconds soon{5};

constexpr std::string_view background_hint =
    " (if it has gone into the background: it has to be told to stay in the foreground)";

}  // namespace

Resident::Resident(const Means& means, config::ServicePtr config)
    : means_(means),
      config_(std::move(config)),
      record_(record_in(means_.roster)),
      output_(means_.loop, means_.log, means_.vault, record_),
      body_(means_.make_body(config_, {output_, record_, *this})),
      deadline_set_(means_.loop),
      tasks_(means_.loop) {
  tasks_.start(keep_time());
}

ResidentRecord& Resident::record_in(Roster& roster) {
  ResidentRecord* record = roster.record_of(config_->id);
  if (record == nullptr) {
    own_record_ = std::make_unique<ResidentRecord>();
    own_record_->id = config_->id;
    record = own_record_.get();
  }
  if (record->since == 0) record->since = means_.loop.clock().wall();
  return *record;
}

/// The steward may have died anywhere between two of the fields.
void Resident::resume() {
  bool heard = output_.resume();
  if (is_alive(record_.state)) resume_body(heard);
  if (record_.state == State::resting && record_.deadline == never) within({});
  bool unwanted = record_.state == State::stopped || record_.state == State::stopping;
  bool changed = record_.fingerprint != 0 && record_.fingerprint != body_->fingerprint();
  if (changed && !unwanted) {
    body_->lie_down();  // what it keeps for the next start is not what the entry says now
    restart();
  }
  deadline_set_.raise();
  means_.changed.raise();
}

void Resident::resume_body(bool heard) {
  std::optional<Body::End> end = body_->resume(record_.state != State::starting);
  if (end && !end->had_begun && record_.state == State::starting) {
    record_.state = State::waiting;
    record_.deadline = never;
    return;
  }
  if (end) return come_to_end(*end);
  means_.log.notice(fmt::format("{}: goes on, pid {}", id(), body_->pid()));
  const config::Supervision& supervision = config_->supervision;
  if (record_.state == State::starting && record_.deadline == never)
    within(milliseconds(supervision.start_timeout_ms));
  if (is_ending(record_.state) && record_.deadline == never) terminate();
  if (!heard && !is_ending(record_.state)) restart();  // else it is ended by its first word
}

void Resident::start() {
  if (is_idle(record_.state)) record_.respawn.forget();
  happen(Event::start);
}

void Resident::restart() {
  record_.respawn.forget();
  happen(Event::restart);
}

void Resident::change(config::ServicePtr config) {
  next_ = std::move(config);
  if (!is_alive(record_.state)) take_next();
  bool unwanted = record_.state == State::stopped || record_.state == State::stopping;
  if (!unwanted) restart();
}

/// Never while it has a process, whose body would go.
void Resident::take_next() {
  if (!next_) return;
  config_ = std::exchange(next_, nullptr);
  body_ = means_.make_body(config_, {output_, record_, *this});
}

void Resident::happen(Event event) {
  auto [next, action] = step(record_.state, event);
  if (action == Action::terminate) record_.deadline = never;  // one that nobody has told yet must not be late
  if (next != record_.state) {
    record_.state = next;
    record_.since = means_.loop.clock().wall();
    record_.entered = means_.loop.now();
    means_.changed.raise();
    if (is_idle(record_.state)) body_->lie_down();
  }
  perform(action);
}

void Resident::perform(Action action) {
  switch (action) {
    case Action::none:
      return;
    case Action::await:
      record_.deadline = never;
      return means_.changed.raise();  // somebody looks, and says clear
    case Action::spawn:
      return spawn();
    case Action::announce:
      return announce();
    case Action::terminate:
      return terminate();
    case Action::kill:
      return kill();
    case Action::rest:
      return within(record_.delay);
    case Action::conclude:
      return conclude();
  }
}

void Resident::spawn() {
  take_next();
  record_.status = std::string_view();
  record_.respawn.started(means_.loop.now());
  within(milliseconds(config_->supervision.start_timeout_ms));
  record_.fingerprint = body_->fingerprint();
  Result<void> started = body_->start();
  if (!started) return come_to_end({"could not be started: " + started.error().text(), 1, false});
  means_.log.notice(fmt::format("{}: started, pid {}", id(), body_->pid()));
}

void Resident::announce() {
  record_.deadline = never;
  record_.respawn.ready(means_.loop.now());
  if (config_->supervision.ready == config::Ready::started) return;  // it was never anything else
  means_.log.notice(fmt::format("{}: ready, pid {}", id(), body_->pid()));
}

void Resident::terminate() {
  if (record_.state == State::failing)
    means_.log.error(fmt::format("{}: not ready within {}: {}; told to end", id(),
                                 seconds(milliseconds(config_->supervision.start_timeout_ms)),
                                 body_->missing()));
  body_->terminate();
  if (is_ending(record_.state)) within(milliseconds(config_->supervision.stop_timeout_ms));
}

void Resident::kill() {
  means_.log.warning(fmt::format("{}: did not end within {}; killed", id(),
                                 seconds(milliseconds(config_->supervision.stop_timeout_ms))));
  body_->kill();
}

void Resident::conclude() {
  if (!config_->supervision.critical) return;
  means_.log.error(fmt::format("{} is critical, and has ended for good", id()));
  bool lost = record_.state == State::given_up;
  means_.critical_has_ended(lost && record_.last_status == 0 ? 1 : record_.last_status);
}

void Resident::ended(Body::End end) {
  if (record_.state == State::starting || record_.state == State::failing) end.how += " before it was ready";
  come_to_end(end);
}

void Resident::come_to_end(const Body::End& end) {
  record_.deadline = never;
  record_.last_end = end.how;
  record_.last_status = end.status;
  if (!is_leaving(record_.state)) return end_by_itself(end);
  means_.log.notice(fmt::format("{}: {}; {}", id(), end.how,
                                record_.state == State::stopping ? "stopped" : "starting again"));
  happen(Event::finished);
}

void Resident::end_by_itself(const Body::End& end) {
  bool well = end.well && record_.state == State::running;
  bool early = end.well && means_.loop.now() - record_.entered < soon && record_.state != State::failing;
  std::string what = fmt::format("{}: {}{}{}", id(), end.how,
                                 end.left_somebody ? ", and what it left behind was killed" : "",
                                 early ? background_hint : "");
  const config::Supervision& supervision = config_->supervision;
  if (!comes_back(supervision.respawn, well)) {
    means_.log.say(well ? log::Level::notice : log::Level::error,
                   what + "; it is not started again, as respawn says");
    return happen(well ? Event::finished : Event::lost);
  }
  std::optional<Duration> delay = record_.respawn.delay(supervision, means_.loop.now());
  if (!delay) {
    means_.log.error(fmt::format("{}; given up after {} starts within {}", what, supervision.starts_most,
                                 seconds(milliseconds(supervision.starts_window_ms))));
    return happen(Event::lost);
  }
  record_.delay = *delay;
  ++record_.respawns;
  means_.log.warning(fmt::format("{}; it is started again in {}", what, seconds(record_.delay)));
  happen(Event::back);
}

void Resident::within(Duration time) {
  record_.deadline = means_.loop.now() + time;
  deadline_set_.raise();
}

loop::Task Resident::keep_time() {
  for (;;) {
    bool set = co_await deadline_set_.raised_until(record_.deadline);
    (void)set;  // either way it is time to look
    if (means_.loop.now() < record_.deadline) continue;
    record_.deadline = never;
    happen(Event::deadline);
  }
}

}  // namespace rouse::supervise
