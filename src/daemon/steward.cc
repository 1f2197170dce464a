#include "daemon/steward.h"

#include <fmt/format.h>
#include <malloc.h>

#include "base/text.h"
#include "config/configuration.h"
#include "control/path.h"
#include "control/server.h"
#include "daemon/access_watch.h"
#include "daemon/adoption.h"
#include "daemon/attendant.h"
#include "daemon/configuration_report.h"
#include "daemon/consistency.h"
#include "daemon/departure.h"
#include "daemon/descriptors.h"
#include "daemon/dispatch.h"
#include "daemon/hand_over.h"
#include "daemon/keeper_line.h"
#include "daemon/reading.h"
#include "daemon/reaper.h"
#include "daemon/reload_result.h"
#include "daemon/reloads.h"
#include "daemon/resolver.h"
#include "daemon/runlevel_host.h"
#include "daemon/snapshot.h"
#include "daemon/succession.h"
#include "daemon/supervision.h"
#include "daemon/voice.h"
#include "daemon/warmth.h"
#include "listen/events.h"
#include "listen/inheritance.h"
#include "listen/sensors.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "loop/sleep.h"
#include "process/endings.h"
#include "process/spawn.h"
#include "sys/file.h"

namespace rouse::daemon {

namespace {

constexpr std::chrono::seconds start_patience{1};
constexpr std::chrono::milliseconds start_glance{10};
constexpr std::chrono::seconds farewell_patience{1};
constexpr int refused_to_start = 1;

class Steward {
 public:
  Steward(const Invocation& invocation, StewardParts& parts, loop::Loop& loop, log::DaemonLog& log)
      : invocation_(invocation),
        options_(invocation.options),
        log_(log),
        terminal_(parts.terminal),
        keeper_(loop, std::move(parts.orders), parts.last_deposit),
        loop_(loop),
        logs_(loop.clock(), log,
              options_.log_format == LogFormat::json ? log::Format::json : log::Format::plain),
        events_(logs_),
        spawner_(std::move(parts.batons)),
        inheritance_(std::move(parts.doors)),
        ledger_(parts.ledger),
        predecessor_(std::move(parts.predecessor)),
        descriptor_limit_(raise_descriptors(invocation.descriptors, descriptors_most)),
        descriptors_(loop),
        load_(loop.clock(), sys::open_load().value_or(Fd())),
        places_(parts.book, loop),
        endings_(loop, parts.book),
        sessions_(loop, parts.book, endings_, spawner_, log, logs_, descriptors_, descriptor_limit_),
        warmth_({loop, log, parts.book, spawner_, keeper_.custody(), sessions_}),
        names_(loop, log),
        registrar_(loop, log),
        engine_{
            .loop = loop,
            .starter = warmth_.starter(),
            .events = events_,
            .sessions = &sessions_,
            .attendant = &attendant_,
            .registrar = &registrar_,
            .places = places_,
            .shut_out = shut_out_,
            .sensors = &sensors_,
            .names = names_,
            .identities = attendant_,
            .log = log,
            .descriptors = descriptors_,
            .load = load_,
            .holders = holders_,
            .custody = &keeper_.custody(),
            .inheritance = &inheritance_,
            .ledger = &ledger_,
            .warm = &warmth_.starter(),
        },
        attendant_(engine_, {attendant_obstacle, start_attendant}),
        sensors_(loop, log, shut_out_, attendant_, &ledger_),
        services_(engine_, logs_, process::BaseEnvironment{invocation.environment},
                  process::DaemonLimits{invocation.descriptors.soft, invocation.descriptors.hard}),
        supervision_(
            {loop, log, parts.book, endings_, spawner_, engine_, parts.roster}, invocation,
            [this](int status) { begin_to_leave("Exiting...", true, status); },
            [this] {
              if (!has_anything_to_do()) begin_to_leave("No available services. Exiting", true, 1);
            }),
        access_watch_(loop, log),
        reaper_(loop),
        runlevel_(loop, log, invocation, ledger_, shows_events(options_) ? terminal_.raw() : -1),
        hand_over_({loop, log, engine_, services_, sessions_, supervision_, parts.book, ledger_, keeper_,
                    std::move(parts.beget_keeper)}),
        dispatch_({loop, services_, supervision_.residents(), configuration_, access_files_, engine_,
                   reloads_, runlevel_, sessions_, ledger_, parts.ring, parts.keeper, hand_over_, news_}),
        control_(loop, log, descriptors_, dispatch_),
        tasks_(loop),
        duties_(loop),
        reloads_(loop, duties_, keeper_, [this] { return reload(); }) {
    engine_.policy.process_limit = options_.process_limit;
    engine_.policy.descriptor_limit = descriptor_limit_;
    logs_.remember_in(parts.ring, [this] { dispatch_.note_event(); });
    if (shows_events(options_)) logs_.show_on(terminal_sink(options_, terminal_.raw()));
  }

  int run() {
    tasks_.start(obey_orders());
    duties_.start(begin());
    loop_.run();
    control_.close();
    duties_.cancel_all();
    tasks_.cancel_all();
    services_.close_all(false);
    return status_;
  }

 private:
  config::LoadOptions what_to_read() const {
    return {.path = options_.config_path,
            .directory = invocation_.directory,
            .inetd_path = options_.inetd_path,
            .may_be_missing = options_.runlevel && configuration_.files.empty()};
  }
  loop::Task begin();
  void refuse_to_start(const config::Configuration& configuration);
  listen::Change put_into_service(config::Configuration configuration);
  loop::Task heed_access_files();
  void say_on_terminal(const std::string& text) const;
  loop::Task become_ready();
  loop::Task obey_orders();
  void obey(Order order);
  loop::Co<control::Reply> reload();
  control::Reply take_over(config::Configuration configuration);
  void dump();
  bool has_anything_to_do() const {
    return services_.available() > 0 || supervision_.residents().size() > 0 || options_.stay_alive;
  }
  void begin_to_leave(std::string why, bool at_term, int status = 0);
  loop::Task leave(std::string why, bool at_term, int status);
  void end(int status);

  const Invocation& invocation_;
  const Options& options_;
  log::DaemonLog& log_;
  Fd& terminal_;
  KeeperLine keeper_;
  loop::Loop& loop_;
  log::Logs logs_;
  listen::LoggedEvents events_;
  process::Spawner spawner_;
  listen::Inheritance inheritance_;
  listen::Ledger& ledger_;
  std::optional<Predecessor> predecessor_;
  std::uint64_t descriptor_limit_;
  loop::Descriptors descriptors_;
  listen::LoadMeter load_;
  listen::HolderLookup holders_;
  listen::Places places_;
  access::SensorList shut_out_;  // kept across reloads, not across restarts of the daemon
  process::Endings endings_;
  listen::Sessions sessions_;
  Warmth warmth_;
  Resolver names_;
  rpc::Registrar registrar_;
  listen::Engine engine_;
  attend::AttendantClient attendant_;
  listen::Sensors sensors_;
  listen::Services services_;
  Supervision supervision_;
  config::Configuration configuration_;  // what is in service
  AccessWatch access_watch_;
  Reaper reaper_;
  RunlevelHost runlevel_;
  access::AccessFiles access_files_;
  bool leaving_ = false;
  HandOver hand_over_;
  std::string news_;  // what came of the last upgrade
  Dispatch dispatch_;
  control::Server control_;
  int status_ = 0;
  loop::Tasks tasks_;   // what goes on until the end
  loop::Tasks duties_;  // what ends when it begins to leave
  Reloads reloads_;
};

/// A daemon that will not start says so where it was called, too.
void Steward::say_on_terminal(const std::string& text) const {
  if (options_.debug || shows_events(options_)) return;  // the log is the terminal
  (void)sys::write_all(terminal_.raw(),
                       fmt::format("{}: {}\n", invocation_.name, text));  // nobody may listen
}

void Steward::refuse_to_start(const config::Configuration& configuration) {
  for (const config::Message& message : configuration.messages) {
    if (message.severity < config::Severity::error) continue;
    std::string place = message.line > 0 ? fmt::format("{}:{}: ", message.file, message.line) : std::string();
    say_on_terminal(place + message.text);
  }
  log_.critical("main", "couldn't get configuration. Exiting...");
  say_on_terminal("couldn't get configuration");
  end(refused_to_start);
}

loop::Task Steward::begin() {
  for (const std::string& warning : options_.warnings) log_.warning(warning);
  config::Configuration configuration = co_await read_configuration(what_to_read(), &names_);
  report_messages(configuration, log_);
  if (configuration.fatal && predecessor_) {
    config::Configuration readable = co_await readable_configuration(&loop_, &log_, what_to_read(), &names_);
    configuration = std::move(readable);
  }
  if (configuration.fatal && !(options_.runlevel && configuration.files.empty()))
    co_return refuse_to_start(configuration);
  access_watch_.start();
  sensors_.inherit();
  if (!predecessor_) inheritance_.set_aside_rpc(configuration.services, configuration.defaults.family);
  if (options_.adopt && !predecessor_) duties_.start(follow(&loop_, &log_, *options_.adopt, &registrar_));
  put_into_service(std::move(configuration));
  endings_.attend();
  if (predecessor_) news_ = predecessor_->news;
  settle_estate({services_, sessions_, inheritance_, keeper_.custody(), log_, options_.adopt.has_value()},
                std::exchange(predecessor_, std::nullopt));
  if (!has_anything_to_do()) {
    log_.critical("main", "no services. Exiting...");
    say_on_terminal("no services; -stayalive would keep it running");
    end(refused_to_start);
    co_return;
  }
  runlevel_.begin(log_.identity().pid == 1);
  control_.serve(options_.control.value_or(control::daemon_path()));
  if (access_watch_.started()) duties_.start(heed_access_files());
  duties_.start(become_ready());
}

listen::Change Steward::put_into_service(config::Configuration configuration) {
  configuration_ = std::move(configuration);
  configuration_.messages = {};  // they have been told
  engine_.policy.default_family = configuration_.defaults.family;
  access_files_ = access_watch_.files();
  listen::Change change = services_.apply(configuration_, access_files_);
  supervision_.apply(configuration_, change);
  ::malloc_trim(0);  // reading took memory that serving does not need
  return change;
}

loop::Task Steward::heed_access_files() {
  for (;;) {
    co_await access_watch_.changed();
    access::AccessFiles files = access_watch_.files();
    if (files == access_files_) continue;  // the same to us; the resolver reads them for each caller
    access_files_ = std::move(files);
    log_.notice("hosts.allow or hosts.deny changed");
    if (!services_.heed(configuration_, access_files_)) services_.apply(configuration_, access_files_);
  }
}

/// Ports that a leaving daemon still holds, and rpcbind, are given a moment before the caller gets his prompt
/// back.
loop::Task Steward::become_ready() {
  if (options_.check_every_s > 0)
    duties_.start(
        check_books_every(&loop_, std::chrono::seconds(options_.check_every_s), &sessions_, &places_, &log_));
  Instant deadline = loop_.now() + start_patience;
  while (services_.retrying() > 0 && loop_.now() < deadline) {
    co_await loop::sleep_for(loop_, start_glance);
  }
  co_await registrar_.settled(deadline);
  co_await keeper_.settled(deadline);
  log_.notice(fmt::format("{} started with libwrap loadavg options compiled in.", ROUSE_VERSION));
  std::size_t available = services_.available() - services_.retrying();
  log_.notice(fmt::format("Started working: {} available service{}{}", available, available == 1 ? "" : "s",
                          supervision_.addition()));
  keeper_.tell(ready_message);
  if (!options_.foreground) terminal_.reset();  // who started us may read until nobody can write any more
}

loop::Task Steward::obey_orders() {
  for (;;) {
    std::optional<Order> order = co_await keeper_.next();
    if (!order) break;
    if (!leaving_) obey(*order);
  }
  if (leaving_) co_return;
  control_.close();
  hand_over_.keeper_is_gone();
}

void Steward::obey(Order order) {
  switch (order) {
    case Order::reload:
      return reloads_.order();
    case Order::terminate:
    case Order::quit:
      return begin_to_leave("Exiting...", order == Order::terminate);
    case Order::dump:
      return dump();
    case Order::check:
      return check_books(sessions_, places_, log_);
  }
}

void Steward::begin_to_leave(std::string why, bool at_term, int status) {
  if (std::exchange(leaving_, true)) return;
  keeper_.tell(leaving_message);
  control_.close();
  duties_.cancel_all();
  supervision_.residents().stop_all();
  tasks_.start(leave(std::move(why), at_term, status));
}

loop::Task Steward::leave(std::string why, bool at_term, int status) {
  Departure from{services_, sessions_, attendant_, engine_, keeper_};
  co_await depart(from, at_term, farewell_patience);
  co_await runlevel_.leave();
  co_await supervision_.residents().all_stopped();
  co_await keeper_.settled(loop_.now() + farewell_patience);  // it has what they kept
  log_.warning(why);
  end(status);
}

void Steward::end(int status) {
  status_ = status;
  loop_.stop();
}

loop::Co<control::Reply> Steward::reload() {
  log_.notice("Starting reconfiguration");
  log_.reopen();
  config::Configuration configuration = co_await read_configuration(what_to_read(), &names_);
  report_messages(configuration, log_);
  co_return take_over(std::move(configuration));
}

control::Reply Steward::take_over(config::Configuration configuration) {
  logs_.reopen();
  control::Reply reply;
  reply.reload = reload_result(configuration_, configuration);
  if (configuration.fatal) {
    reply.outcome = control::Outcome::failed;
    reply.text = translatable("reconfiguration failed; the old configuration stays in service");
    log_.warning(reply.text);
    return reply;
  }
  reply.changed = !reply.reload->leaves_all();
  log_.notice("Swapping defaults");
  listen::Change change = put_into_service(std::move(configuration));
  log_.notice(fmt::format("Reconfigured: new={} old={} dropped={} (services)", change.added, change.kept,
                          change.dropped));
  if (has_anything_to_do()) return reply;
  log_.critical("main", "No available services. Exiting");
  end(1);
  return reply;
}

void Steward::dump() {
  append_dump({services_, sessions_, supervision_.residents(), configuration_.defaults, engine_.policy,
               options_.config_path},
              loop_.clock(), log_);
}

}  // namespace

int run_steward(const Invocation& invocation, StewardParts parts) {
  SystemClock clock;
  auto log = open_daemon_log(clock, invocation, parts.keeper, parts.terminal.raw());
  if (!log) {
    (void)sys::write_all(parts.terminal.raw(), fmt::format("{}: {}\n", invocation.name, log.error().text()));
    return refused_to_start;
  }
  auto loop = loop::Loop::create(clock);
  if (!loop) {
    (*log)->critical("main", loop.error().text());
    return refused_to_start;
  }
  Steward steward(invocation, parts, **loop, **log);
  return steward.run();
}

}  // namespace rouse::daemon
