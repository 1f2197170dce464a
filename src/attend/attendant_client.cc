#include "attend/attendant_client.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "access/access_files.h"
#include "access/reason.h"
#include "access/sensor_list.h"
#include "attend/presented_caller.h"
#include "attend/service_file.h"
#include "listen/events.h"
#include "listen/reserve.h"
#include "log/format.h"
#include "loop/sleep.h"
#include "sys/process.h"
#include "sys/socket.h"

namespace rouse::attend {

namespace {

constexpr std::chrono::milliseconds first_rest{100};
constexpr std::chrono::milliseconds longest_rest{10'000};
/// After an attendant that lived so long the rests start over.
constexpr std::chrono::seconds settled_after{60};
/// Orders that may wait for an attendant before it counts as one that hears nothing.
constexpr std::size_t unheard_most_bytes = 4 * access::SensorList::most * sizeof(Order);

Report report_in(std::span<const std::byte> bytes) {
  Report out;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

}  // namespace

AttendantClient::Process::~Process() {
  if (pidfd) (void)sys::pidfd_send_signal(pidfd.raw(), SIGKILL);
}

AttendantClient::AttendantClient(listen::Engine& engine, Maker maker)
    : engine_(engine),
      maker_(std::move(maker)),
      told_(engine.loop),
      inquiries_(engine.loop),
      questions_(engine.loop),
      tasks_(engine.loop) {}

void AttendantClient::start() {
  if (attending_) return;
  attending_ = true;
  tasks_.start(attend());
}

std::uint32_t AttendantClient::number_of(listen::Service& service) {
  if (service.attended_as == 0) service.attended_as = ++last_number_;
  return service.attended_as;
}

void AttendantClient::serve(const std::shared_ptr<listen::Service>& service) {
  Known& known = known_[number_of(*service)];
  known.service = service;
  known.withdrawn = false;
  if (process_) return send_service(*service);
  start();
}

/// One that does not hear must not go on letting in whom it should refuse, nor grow here: its successor
/// learns all.
void AttendantClient::tell(const Order& order, std::vector<Fd> fds) {
  if (!process_ || process_->given_up) return;
  bool waits = process_->outlet.send(bytes_of(order), std::move(fds));
  if (waits && process_->outlet.waiting_bytes() <= unheard_most_bytes) return;
  process_->given_up = true;
  engine_.log.error("the attendant does not take its orders; it is killed");
  if (process_->pidfd) (void)sys::pidfd_send_signal(process_->pidfd.raw(), SIGKILL);
}

void AttendantClient::shut_out(const net::Address& source, Instant end) {
  Order order{.kind = OrderKind::shut_out,
              .caller = wire_peer({source, 0}),
              .end_ns = std::chrono::nanoseconds(end.time_since_epoch()).count()};
  tell(order);
}

void AttendantClient::withdraw(listen::Service& service, bool end_conversations) {
  auto found = known_.find(service.attended_as);
  if (found == known_.end() || (found->second.withdrawn && !end_conversations)) return;
  found->second.withdrawn = true;
  if (!process_) return forget_if_idle(service.attended_as);
  ++found->second.unconfirmed;
  Order order{
      .kind = OrderKind::withdraw, .number = service.attended_as, .end_conversations = end_conversations};
  tell(order);
}

/// Those who have tcpmux already are told when there is something to tell.
void AttendantClient::offer(std::span<const std::shared_ptr<listen::Service>> muxed,
                            listen::Admission& admission) {
  admission_ = &admission;
  std::vector<MuxName> names;
  muxed_.clear();
  for (const std::shared_ptr<listen::Service>& service : muxed) {
    names.push_back({number_of(*service), service->config->name});
    if (!listen::is_attended(*service->config)) muxed_[service->attended_as] = service;
  }
  if (names == mux_names_) return;
  mux_names_ = std::move(names);
  for (const auto& [number, known] : known_) {
    bool tells = process_ && !known.withdrawn && known.service->config->is_tcpmux();
    if (tells) send_service(*known.service);
  }
}

void AttendantClient::send_service(listen::Service& service) {
  Result<Fd> file = service_file(engine_, service, mux_names_);
  Fd door;
  if (service.door) process_->doors.insert(sys::cookie_of(service.door->raw()));
  if (service.door) door = Fd(::fcntl(service.door->raw(), F_DUPFD_CLOEXEC, 3));
  if (!file || (service.door && !door)) {
    return engine_.log.error(
        fmt::format("{}: not served: no descriptor left to hand its door over", service.id()));
  }
  std::vector<Fd> fds;
  fds.push_back(std::move(*file));
  if (door) fds.push_back(std::move(door));
  Order order{.kind = OrderKind::serve, .number = service.attended_as};
  tell(order, std::move(fds));
}

bool AttendantClient::start_process() {
  Result<Started> started = maker_.start();
  if (!started) {
    engine_.log.error(fmt::format("the attendant cannot be started: {}", started.error().text()));
    return false;
  }
  process_.emplace(engine_.loop, std::move(*started));
  for (const auto& [source, end] : engine_.shut_out.ends()) shut_out(source, end);
  for (bool with_door : {false, true}) {  // whoever comes in by a door finds all that he may name
    for (const auto& [number, known] : known_)
      if (known.service->door.has_value() == with_door) send_service(*known.service);
  }
  return true;
}

loop::Task AttendantClient::attend() {
  Duration rest = first_rest;
  for (;;) {
    Instant begun = engine_.loop.now();
    if (start_process()) {
      co_await hear();
      questions_.cancel_all();  // the next one numbers its own
      process_.reset();
      inquiries_.answer_all(std::unexpected(listen::identity_system_error));
      count_losses();
    }
    if (engine_.loop.now() - begun > settled_after) rest = first_rest;
    co_await loop::sleep_for(engine_.loop, rest);
    rest = std::min<Duration>(rest * 2, longest_rest);
  }
}

/// Everything that the attendant says, until it is gone.
loop::Co<void> AttendantClient::hear() {
  std::array<std::byte, std::max(sizeof(Report) * reports_most, sizeof(TextReport))> buffer;
  for (;;) {
    co_await process_->channel.readable();
    std::vector<Fd> fds;
    Result<std::size_t> size = sys::receive_message(process_->channel.raw(), buffer, fds);
    if (!size && size.error().code == EAGAIN) continue;
    if (!size && size.error().code == EMSGSIZE) {
      engine_.log.warning("no descriptor was left for a caller of tcpmux; closed");
      continue;
    }
    if (!size || *size == 0) co_return;
    take_message(std::span(buffer).first(*size), std::move(fds));
  }
}

/// What comes with descriptors that do not belong to it loses them.
void AttendantClient::take_message(std::span<const std::byte> message, std::vector<Fd> fds) {
  if (message.size() < sizeof(Report)) return;
  Report first = report_in(message);
  if (has_text(first.kind)) {
    if (message.size() != sizeof(TextReport)) return;
    TextReport said;
    std::memcpy(&said, message.data(), sizeof said);
    return take_text(said);
  }
  if (first.kind == ReportKind::named) return take_named(first, std::move(fds));
  for (; message.size() >= sizeof(Report); message = message.subspan(sizeof(Report)))
    take_report(report_in(message));
}

void AttendantClient::take_text(const TextReport& said) {
  const Report& report = said.report;
  if (report.kind == ReportKind::note) {
    auto level = std::clamp(report.level, static_cast<std::uint8_t>(log::Level::error),
                            static_cast<std::uint8_t>(log::Level::debug));
    return engine_.log.say(static_cast<log::Level>(level), text_of(said.text));
  }
  std::string user = log::one_line(text_of(said.text), text_limit_bytes);
  if (report.kind == ReportKind::user) return inquiries_.answer(report.number, user);
  auto found = known_.find(report.number);
  if (found == known_.end()) return;
  engine_.events.record(*found->second.service, log::Identified{peer_of(report.peer), std::move(user)});
}

void AttendantClient::take_no_user(const Report& report) {
  std::optional<std::string_view> why = failure_words(report.reason);
  inquiries_.answer(report.number, std::unexpected(why.value_or(listen::identity_system_error)));
}

void AttendantClient::take_report(const Report& report) {
  if (report.kind == ReportKind::ask_name) return start_question(answer_name(report));
  if (report.kind == ReportKind::no_user) return take_no_user(report);
  auto found = known_.find(report.number);
  if (found == known_.end()) return;
  if (report.kind == ReportKind::door_broken) {
    bool is_present =
        !found->second.withdrawn && found->second.unconfirmed == 0;  // else it was the one before
    if (is_present) found->second.service->given_back.raise();
    return;
  }
  if (report.kind == ReportKind::ask_wrap)
    return start_question(answer_wrap(report, found->second.service->config));
  if (report.kind == ReportKind::ask_targets)
    return start_question(answer_targets(report.question, found->second.service));
  bool closed = report.kind == ReportKind::closed;
  if (!closed) take_event(report, found->second);
  if (closed && found->second.unconfirmed > 0) {
    --found->second.unconfirmed;
    told_.raise();
  }
  if (closed || report.kind == ReportKind::ended) forget_if_idle(report.number);
}

std::optional<net::Endpoint> AttendantClient::peer_of_named(const Report& report, const Fd& caller) const {
  auto through = known_.find(report.through);
  if (through == known_.end()) return std::nullopt;
  const listen::Service& tcpmux = *through->second.service;
  if (!tcpmux.config->is_tcpmux() || !tcpmux.door) return std::nullopt;
  return peer_of_presented(caller.raw(), tcpmux.door->raw());
}

/// From here on he is a caller like any other. Not found: a liar, or a reload was faster than the caller.
void AttendantClient::take_named(const Report& report, std::vector<Fd> fds) {
  auto found = muxed_.find(report.number);
  if (found == muxed_.end() || fds.size() != 1) return;
  if (process_->doors.contains(sys::cookie_of(fds.front().raw()))) return;  // a door that calls somebody
  std::optional<net::Endpoint> peer = peer_of_named(report, fds.front());
  if (!peer) return;
  std::shared_ptr<listen::Service> service = found->second;
  if (listen::fewer_descriptors_than(engine_, listen::caller_reserve))
    return admission_->note_refusal(*service, *peer, access::Reason::fork);
  admission_->receive(service, std::move(fds.front()), *peer);
}

void AttendantClient::forget_if_idle(std::uint32_t number) {
  auto found = known_.find(number);
  if (!found->second.is_over()) return;
  known_.erase(found);
  told_.raise();
}

bool AttendantClient::has_told(bool of_ends) const {
  return std::ranges::all_of(known_, [&](const auto& each) {
    return each.second.unconfirmed == 0 && (!of_ends || each.second.conversations == 0);
  });
}

loop::Co<void> AttendantClient::dismiss(bool end_conversations, Instant deadline) {
  const auto all = known_;
  for (const auto& [number, known] : all) withdraw(*known.service, end_conversations);
  while (!has_told(end_conversations)) {
    bool told = co_await told_.raised_until(deadline);
    if (!told) break;
  }
  if (!end_conversations && process_) process_->pidfd.reset();  // it is not ours any more
}

void AttendantClient::take_event(const Report& report, Known& known) {
  listen::Service& service = *known.service;
  net::Endpoint peer = peer_of(report.peer);
  pid_t pid = report.lasting != 0 ? process_->pid : 0;
  WallTime now = engine_.loop.clock().wall();
  listen::Tally& tally = service.record->tally;
  if (report.kind == ReportKind::started) {
    tally.serve(peer, now);
    if (report.lasting != 0) {
      ++service.running;
      ++known.conversations;
    }
    engine_.events.record(service, log::Started{peer, pid});
  } else if (report.kind == ReportKind::refused) {
    if (report.reason >= access::reason_words.size()) return;
    tally.refuse(static_cast<access::Reason>(report.reason), peer, now);
    engine_.events.record(service, log::Refused{peer, access::reason_words[report.reason]});
  } else if (report.kind == ReportKind::not_identified) {
    std::optional<std::string_view> why = failure_words(report.reason);
    if (!why) return;
    tally.refuse_unidentified(peer, now);
    engine_.events.record(service, log::NotIdentified{peer, *why});
  } else if (report.kind == ReportKind::traffic) {
    engine_.events.record(service, log::Traffic{peer, report.in_bytes, report.out_bytes});
  } else if (report.kind == ReportKind::ended) {
    if (known.conversations > 0) {
      --known.conversations;
      --service.running;
    }
    engine_.events.record(service,
                          log::Ended{peer, process_->pid, 0, std::max<std::int64_t>(report.duration_s, 0)});
  }
}

void AttendantClient::start_question(loop::Task answer) {
  if (questions_.size() < questions_most) questions_.start(std::move(answer));
}

loop::Task AttendantClient::answer_targets(std::uint32_t question, std::shared_ptr<listen::Service> service) {
  std::optional<config::Redirect> redirect = service->config->redirect;
  if (!redirect) co_return;
  std::vector<net::Address> addresses = co_await engine_.names.addresses_of(redirect->host);
  Order order{.kind = OrderKind::targets, .number = service->attended_as, .question = question};
  for (const net::Address& address : addresses) {
    if (order.target_count == targets_most) break;
    order.targets[order.target_count++] = wire_peer({address, redirect->port});
  }
  tell(order);
}

loop::Task AttendantClient::answer_name(Report question) {
  listen::NameAnswer answer =
      co_await engine_.names.name_of(peer_of(question.peer).address, question.forward_confirm != 0);
  Order order{.kind = OrderKind::name,
              .number = question.number,
              .name_confirmed = answer.name.confirmed,
              .name_unknown = answer.unknown};
  put_text(order.name, answer.name.name);
  tell(order);
}

loop::Task AttendantClient::answer_wrap(Report question, config::ServicePtr service) {
  Order order{.kind = OrderKind::wrap, .number = question.question, .wrap_allowed = true};
  std::optional<access::WrapSubject> subject = access::wrap_subject(*service);
  if (subject) {  // else a reload took the question back
    listen::WrapQuestion asked{subject->daemon, peer_of(question.peer).address, peer_of(question.local)};
    listen::WrapAnswer answer = co_await engine_.names.wrapped(asked);
    order.wrap_allowed = answer.allowed;
    put_text(order.name, answer.doubt);
  }
  tell(order);
}

loop::Co<listen::Identity> AttendantClient::identify(net::Endpoint caller, net::Endpoint local) {
  loop::Questions<listen::Identity>::Open question(inquiries_);
  Order order{.kind = OrderKind::identify, .number = question.number()};
  order.caller = wire_peer(caller);
  order.local = wire_peer(local);
  bool sent = process_ && process_->outlet.send(bytes_of(order));
  if (!sent) co_return std::unexpected(listen::identity_system_error);
  Instant deadline = engine_.loop.now() + listen::identity_patience;
  bool answered = co_await question.answered_until(deadline);
  if (!answered) co_return std::unexpected(builtin::ident_failure_text(builtin::IdentFailure::timeout));
  co_return *question.answer();
}

void AttendantClient::count_losses() {
  std::uint64_t cut_off = 0;
  for (auto& [number, known] : known_) {
    cut_off += known.conversations;
    known.service->running -= std::exchange(known.conversations, 0U);
    known.unconfirmed = 0;
  }
  std::erase_if(known_, [](const auto& entry) { return entry.second.withdrawn; });
  told_.raise();
  engine_.log.error(
      fmt::format("the attendant ended; {} callers were cut off; starting another one", cut_off));
}

}  // namespace rouse::attend
