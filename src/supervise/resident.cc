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
      output_(means_.loop, means_.log, config_->id),
      body_(means_.make_body(config_, output_, *this)),
      since_(means_.loop.clock().wall()),
      entered_(means_.loop.now()),
      deadline_(never),
      deadline_set_(means_.loop),
      tasks_(means_.loop) {
  tasks_.start(keep_time());
}

void Resident::start() {
  if (is_idle(state_)) respawn_.forget();
  happen(Event::start);
}

void Resident::restart() {
  respawn_.forget();
  happen(Event::restart);
}

void Resident::change(config::ServicePtr config) {
  next_ = std::move(config);
  if (!is_alive(state_)) take_next();
  bool unwanted = state_ == State::stopped || state_ == State::stopping;
  if (!unwanted) restart();
}

/// Never while it has a process, whose body would go.
void Resident::take_next() {
  if (!next_) return;
  config_ = std::exchange(next_, nullptr);
  body_ = means_.make_body(config_, output_, *this);
}

void Resident::happen(Event event) {
  auto [next, action] = step(state_, event);
  if (next != state_) {
    state_ = next;
    since_ = means_.loop.clock().wall();
    entered_ = means_.loop.now();
    means_.changed.raise();
    if (is_idle(state_)) body_->lie_down();
  }
  perform(action);
}

void Resident::perform(Action action) {
  switch (action) {
    case Action::none:
      return;
    case Action::await:
      deadline_ = never;
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
      return within(delay_);
    case Action::conclude:
      return conclude();
  }
}

void Resident::spawn() {
  take_next();
  status_.clear();
  respawn_.started(means_.loop.now());
  within(milliseconds(config_->supervision.start_timeout_ms));
  Result<void> started = body_->start();
  if (!started) return come_to_end({"could not be started: " + started.error().text(), 1, false});
  means_.log.notice(fmt::format("{}: started, pid {}", id(), body_->pid()));
}

void Resident::announce() {
  deadline_ = never;
  respawn_.ready(means_.loop.now());
  if (config_->supervision.ready == config::Ready::started) return;  // it was never anything else
  means_.log.notice(fmt::format("{}: ready, pid {}", id(), body_->pid()));
}

void Resident::terminate() {
  if (state_ == State::failing)
    means_.log.error(fmt::format("{}: not ready within {}: {}; told to end", id(),
                                 seconds(milliseconds(config_->supervision.start_timeout_ms)),
                                 body_->missing()));
  within(milliseconds(config_->supervision.stop_timeout_ms));
  body_->terminate();
}

void Resident::kill() {
  means_.log.warning(fmt::format("{}: did not end within {}; killed", id(),
                                 seconds(milliseconds(config_->supervision.stop_timeout_ms))));
  body_->kill();
}

void Resident::conclude() {
  if (!config_->supervision.critical) return;
  means_.log.error(fmt::format("{} is critical, and has ended for good", id()));
  bool lost = state_ == State::given_up;
  means_.critical_has_ended(lost && last_status_ == 0 ? 1 : last_status_);
}

void Resident::ended(Body::End end) {
  if (state_ == State::starting || state_ == State::failing) end.how += " before it was ready";
  come_to_end(end);
}

void Resident::come_to_end(const Body::End& end) {
  deadline_ = never;
  last_end_ = end.how;
  last_status_ = end.status;
  if (!is_leaving(state_)) return end_by_itself(end);
  means_.log.notice(
      fmt::format("{}: {}; {}", id(), end.how, state_ == State::stopping ? "stopped" : "starting again"));
  happen(Event::finished);
}

void Resident::end_by_itself(const Body::End& end) {
  bool well = end.well && state_ == State::running;
  bool early = end.well && means_.loop.now() - entered_ < soon && state_ != State::failing;
  std::string what = fmt::format("{}: {}{}{}", id(), end.how,
                                 end.left_somebody ? ", and what it left behind was killed" : "",
                                 early ? background_hint : "");
  const config::Supervision& supervision = config_->supervision;
  if (!comes_back(supervision.respawn, well)) {
    means_.log.say(well ? log::Level::notice : log::Level::error,
                   what + "; it is not started again, as respawn says");
    return happen(well ? Event::finished : Event::lost);
  }
  std::optional<Duration> delay = respawn_.delay(supervision, means_.loop.now());
  if (!delay) {
    means_.log.error(fmt::format("{}; given up after {} starts within {}", what, supervision.starts_most,
                                 seconds(milliseconds(supervision.starts_window_ms))));
    return happen(Event::lost);
  }
  delay_ = *delay;
  ++respawns_;
  means_.log.warning(fmt::format("{}; it is started again in {}", what, seconds(delay_)));
  happen(Event::back);
}

void Resident::within(Duration time) {
  deadline_ = means_.loop.now() + time;
  deadline_set_.raise();
}

loop::Task Resident::keep_time() {
  for (;;) {
    bool set = co_await deadline_set_.raised_until(deadline_);
    (void)set;  // either way it is time to look
    if (means_.loop.now() < deadline_) continue;
    deadline_ = never;
    happen(Event::deadline);
  }
}

}  // namespace rouse::supervise
