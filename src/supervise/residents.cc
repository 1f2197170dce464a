#include "supervise/residents.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "supervise/start_order.h"

namespace rouse::supervise {

namespace {

/// Wherever in the files it stands.
bool is_same(config::ServiceConfig one, const config::ServiceConfig& other) {
  one.file = other.file;
  one.line = other.line;
  return one == other;
}

/// One that is merely wrong in the files goes on as it is.
std::unordered_set<std::string> named_in(const config::Configuration& configuration) {
  std::unordered_set<std::string> named;
  for (const config::ServicePtr& service : configuration.services) {
    if (service->is_resident()) named.insert(service->id);
  }
  for (const config::Dropped& dropped : configuration.dropped) {
    if (!dropped.by_choice) named.insert(dropped.id);
  }
  return named;
}

ResidentReport report_of(const Resident& resident) {
  return {.id = resident.id(),
          .state = word_of(resident.state()),
          .pid = resident.pid(),
          .since = resident.since(),
          .respawns = resident.respawns(),
          .last_end = std::string(resident.last_end()),
          .status = std::string(resident.status())};
}

}  // namespace

Residents::Residents(const Means& means, Resident::MakeBody make_body,
                     std::function<void(int)> critical_has_ended, std::function<void()> last_has_gone)
    : log_(means.log),
      changed_(means.loop),
      all_ended_(means.loop),
      means_{means.loop,
             means.log,
             means.roster,
             means.vault,
             std::move(make_body),
             changed_,
             std::move(critical_has_ended)},
      last_has_gone_(std::move(last_has_gone)),
      tasks_(means.loop) {
  tasks_.start(attend());
}

Residents::Change Residents::apply(const config::Configuration& configuration) {
  Change change;
  Named named = named_in(configuration);
  drop_gone(named, change);
  drop_strangers(named);
  for (const config::ServicePtr& wanted : configuration.services) {
    if (wanted->is_resident()) take_in(wanted, change);
  }
  set_order();
  changed_.raise();
  return change;
}

void Residents::take_in(const config::ServicePtr& wanted, Change& change) {
  auto entry =
      std::ranges::find_if(entries_, [&](const Entry& each) { return each.resident->id() == wanted->id; });
  if (entry == entries_.end()) {
    ++change.added;
    bool was_there = means_.roster.find(wanted->id) != nullptr;
    Resident& resident = create(wanted);
    return was_there ? resident.resume() : resident.start();
  }
  bool was_gone = std::exchange(entry->gone, false);
  ++(was_gone ? change.added : change.kept);
  if (!is_same(*entry->resident->config(), *wanted)) entry->resident->change(wanted);
  if (was_gone) entry->resident->start();
}

Resident& Residents::create(const config::ServicePtr& config) {
  entries_.push_back({std::make_unique<Resident>(means_, config), {}, false});
  return *entries_.back().resident;
}

void Residents::drop_gone(const Named& named, Change& change) {
  for (Entry& entry : entries_) {
    if (entry.gone || named.contains(entry.resident->id())) continue;
    ++change.dropped;
    entry.gone = true;
    entry.resident->stop();
  }
}

/// Those of a steward before: nothing but their ids is known of them, and that is enough to end them.
void Residents::drop_strangers(const Named& named) {
  for (ResidentRecord* record : means_.roster.all()) {
    std::string id(record->id.view());
    if (named.contains(id) || find(id) != nullptr) continue;
    auto config = std::make_shared<config::ServiceConfig>();
    config->id = config->name = id;
    config->mode = config::Mode::standalone;
    config->supervision.is_script = record->script.start_began != 0;
    log_.notice(fmt::format("{}: no entry wants it any more", id));
    create(config).resume();
    entries_.back().resident->stop();
    entries_.back().gone = true;
  }
}

void Residents::set_order() {
  std::vector<Follower> followers;
  for (const Entry& entry : entries_) {
    if (!entry.gone) followers.push_back({entry.resident->id(), entry.resident->config()->supervision.after});
  }
  StartOrder order = start_order(followers);
  for (const std::string& remark : order.remarks) log_.warning(remark);
  for (Entry& entry : entries_) entry.after = order.waits_for[entry.resident->id()];
}

/// Between events, so that nobody is started or forgotten from within his own end.
loop::Task Residents::attend() {
  for (;;) {
    co_await changed_.raised();
    look();
  }
}

void Residents::look() {
  for (Entry& entry : entries_) {
    Resident& resident = *entry.resident;
    if (leaving_ && may_stop(entry)) resident.stop();
    if (resident.state() == State::waiting && may_start(entry)) resident.clear();
  }
  std::vector<std::string> forgotten;
  for (const Entry& entry : entries_) {
    if (entry.gone && is_idle(entry.resident->state())) forgotten.push_back(entry.resident->id());
  }
  std::erase_if(entries_, [](const Entry& entry) { return entry.gone && is_idle(entry.resident->state()); });
  for (const std::string& id : forgotten) means_.roster.forget(id);
  if (!forgotten.empty() && entries_.empty()) last_has_gone_();
  if (!any_left()) all_ended_.raise();
}

bool Residents::may_start(const Entry& entry) const {
  return std::ranges::none_of(entry.after, [&](const std::string& id) {
    const Entry* first = find(id);
    return first != nullptr && is_coming(first->resident->state());
  });
}

/// Everybody who came after it has ended.
bool Residents::may_stop(const Entry& entry) const {
  if (is_idle(entry.resident->state())) return false;
  return std::ranges::none_of(entries_, [&](const Entry& other) {
    bool follows = std::ranges::find(other.after, entry.resident->id()) != other.after.end();
    return follows && is_alive(other.resident->state());
  });
}

bool Residents::any_left() const {
  return std::ranges::any_of(entries_, [](const Entry& entry) { return !is_idle(entry.resident->state()); });
}

/// At worst they all come after each other.
void Residents::stop_all() {
  constexpr std::chrono::seconds grace{5};
  Duration all = grace;
  for (const Entry& entry : entries_)
    all += std::chrono::milliseconds(entry.resident->config()->supervision.stop_timeout_ms);
  leaving_ = true;
  patience_ends_ = means_.loop.now() + all;
  changed_.raise();
}

loop::Co<void> Residents::all_stopped() {
  while (any_left()) {
    bool ended = co_await all_ended_.raised_until(patience_ends_);
    if (!ended) co_return;
  }
}

void Residents::pass_on_output() {
  for (Entry& entry : entries_) entry.resident->pass_on_output();
}

const Residents::Entry* Residents::find(std::string_view id) const {
  auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.resident->id() == id; });
  return found == entries_.end() ? nullptr : &*found;
}

Resident* Residents::to_order(std::string_view id) {
  const Entry* entry = find(id);
  return entry == nullptr || entry->gone || leaving_ ? nullptr : entry->resident.get();
}

bool Residents::start(std::string_view id) {
  Resident* resident = to_order(id);
  if (resident != nullptr) resident->start();
  return resident != nullptr;
}

bool Residents::stop(std::string_view id) {
  Resident* resident = to_order(id);
  if (resident != nullptr) resident->stop();
  return resident != nullptr;
}

bool Residents::restart(std::string_view id) {
  Resident* resident = to_order(id);
  if (resident != nullptr) resident->restart();
  return resident != nullptr;
}

std::optional<ResidentReport> Residents::report(std::string_view id) const {
  const Entry* entry = find(id);
  return entry == nullptr ? std::nullopt : std::optional(report_of(*entry->resident));
}

std::vector<ResidentReport> Residents::reports() const {
  std::vector<ResidentReport> out;
  for (const Entry& entry : entries_) out.push_back(report_of(*entry.resident));
  return out;
}

}  // namespace rouse::supervise
