#include "attend/life.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "access/sensor_list.h"
#include "attend/conversations.h"
#include "attend/datagram_door.h"
#include "attend/inquiries.h"
#include "attend/reporter.h"
#include "attend/service_wire.h"
#include "attend/steward_names.h"
#include "listen/admission.h"
#include "listen/door.h"
#include "listen/opening.h"
#include "loop/sleep.h"
#include "sys/file.h"
#include "sys/queue.h"
#include "sys/socket.h"

namespace rouse::attend {

namespace {

constexpr std::size_t messages_waiting_most = std::size_t{1} << 20;
constexpr std::uint64_t doors_reserve = 1024;
constexpr std::size_t service_limit_bytes = std::size_t{256} << 20;

/// What the memfd of an order holds.
std::optional<AttendedService> read_service(const Fd& file) {
  Result<std::string> bytes = sys::read_from_start(file.raw(), service_limit_bytes);
  if (!bytes) return std::nullopt;
  return decode(*bytes);
}

/// What came to a datagram door while it was closed to everybody is not answered afterwards either.
void skip_queue(int door) {
  while (sys::discard_datagram(door)) {
  }
}

/// Callers leave room for doors that a reload may bring.
std::uint64_t limit_for_callers(std::uint64_t descriptor_limit) {
  return descriptor_limit - std::min(descriptor_limit / 4, doors_reserve);
}

class Life {
 public:
  Life(loop::Loop& loop, Endowment endowment)
      : loop_(loop),
        channel_(loop, std::move(endowment.channel)),
        outlet_(loop, channel_, messages_waiting_most),
        reporter_(loop, outlet_),
        log_(loop.clock(), {"attendant", ::getpid()}, std::make_unique<NoteSink>(reporter_)),
        names_(loop, reporter_),
        inquiries_(loop, reporter_, limit_for_callers(endowment.descriptor_limit)),
        descriptors_(loop),
        load_(loop.clock(), std::move(endowment.load)),
        targets_(loop, reporter_),
        switchboard_({loop, reporter_, scratch_, services_, directory_, admission_}),
        conversations_({loop, reporter_, log_, descriptors_, scratch_, targets_, switchboard_}),
        engine_{
            .loop = loop,
            .starter = conversations_,
            .events = reporter_,
            .sessions = nullptr,
            .attendant = nullptr,
            .registrar = nullptr,
            .places = places_,
            .shut_out = shut_out_,
            .sensors = nullptr,
            .names = names_,
            .identities = inquiries_,
            .log = log_,
            .descriptors = descriptors_,
            .load = load_,
            .holders = holders_,
            .policy = {},
        },
        admission_(engine_),
        tasks_(loop) {
    engine_.policy.descriptor_limit = limit_for_callers(endowment.descriptor_limit);
  }
  ~Life() {
    for (const auto& [number, service] : services_) {
      service->work.cancel_all();
      service->talks.cancel_all();
    }
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  void run() {
    tasks_.start(obey());
    loop_.run();
  }

 private:
  using ServiceRef = std::shared_ptr<listen::Service>;

  loop::Task obey();
  loop::Co<void> finish();
  void take(const Order& order, std::vector<Fd> fds);
  void serve(std::uint32_t number, std::vector<Fd> fds);
  void shut_out(const Order& order);
  void configure(listen::Service& service, AttendedService wanted);
  void drop(ServiceRef service, bool end_conversations);
  loop::Task attend_stream(ServiceRef service);
  loop::Task attend_datagrams(ServiceRef service);
  loop::Co<bool> sit_out(ServiceRef service);
  void report(ReportKind kind, std::uint32_t number);
  void note_ports();

  loop::Loop& loop_;
  loop::Channel channel_;
  Outlet outlet_;
  Reporter reporter_;
  log::DaemonLog log_;
  StewardNames names_;
  Inquiries inquiries_;
  loop::Descriptors descriptors_;
  listen::LoadMeter load_;
  listen::HolderLookup holders_;
  listen::Places places_;
  access::SensorList shut_out_;
  builtin::Scratch scratch_;
  DatagramState datagrams_{scratch_, {}, {}, {}};
  RedirectTargets targets_;
  MuxDirectory directory_;
  Switchboard switchboard_;
  Conversations conversations_;
  listen::Engine engine_;
  listen::Admission admission_;
  Switchboard::ServicesByNumber services_;
  loop::Tasks tasks_;
};

/// All orders that are there, before anything else: a caller who comes after a reload finds what it says.
loop::Task Life::obey() {
  for (;;) {
    Order order;
    std::vector<Fd> fds;
    Result<std::size_t> size =
        sys::receive_message(channel_.raw(), std::as_writable_bytes(std::span(&order, 1)), fds);
    if (!size && size.error().code == EAGAIN) {
      co_await channel_.readable();
      continue;
    }
    if (!size &&
        size.error().code == EMSGSIZE) {  // no descriptor was left for its door: the steward tries again
      report(ReportKind::door_broken, order.number);
      continue;
    }
    if (!size || *size != sizeof order) break;
    take(order, std::move(fds));
  }
  co_await finish();
  loop_.stop();
}

/// The steward has gone: the doors are the next one's, but a conversation is nobody's else.
loop::Co<void> Life::finish() {
  for (const auto& [number, service] : services_) {
    service->work.cancel_all();
    service->door.reset();
  }
  while (places_.taken() > 0) {
    bool freed = co_await descriptors_.freed();
    (void)freed;  // either way it is time to count
  }
}

void Life::take(const Order& order, std::vector<Fd> fds) {
  switch (order.kind) {
    case OrderKind::serve:
      return serve(order.number, std::move(fds));
    case OrderKind::name:
    case OrderKind::wrap:
      return names_.take(order);
    case OrderKind::targets:
      return targets_.take(order);
    case OrderKind::identify:
      return inquiries_.take(order);
    case OrderKind::shut_out:
      return shut_out(order);
    case OrderKind::withdraw:
      break;
  }
  auto found = services_.find(order.number);
  if (found != services_.end()) drop(found->second, order.end_conversations);
  report(ReportKind::closed, order.number);
}

void Life::serve(std::uint32_t number, std::vector<Fd> fds) {
  std::optional<AttendedService> wanted;
  if (!fds.empty()) wanted = read_service(fds.front());
  if (!wanted || fds.size() != (wanted->config.is_muxed() ? 1 : 2))
    return log_.error(fmt::format("order {} cannot be read", number));
  ServiceRef& service = services_[number];
  targets_.forget(number);
  if (!service) service = std::make_shared<listen::Service>(loop_, nullptr);
  service->attended_as = number;
  configure(*service, std::move(*wanted));
  if (service->state != listen::DoorState::closed) return;
  if (service->config->is_muxed()) {
    service->state = listen::DoorState::doorless;
    return;
  }
  (void)sys::set_nonblocking(fds.back().raw(), true);
  service->door.emplace(loop_, std::move(fds.back()));
  note_ports();
  service->state = listen::DoorState::active;
  bool stream = service->config->is_stream();
  service->work.start(stream ? attend_stream(service) : attend_datagrams(service));
}

/// Never full: whoever is not over here is still on the steward's list, which is as long.
void Life::shut_out(const Order& order) {
  Instant end{std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(order.end_ns))};
  (void)shut_out_.shut_out(peer_of(order.caller).address, end, loop_.now());
}

void Life::configure(listen::Service& service, AttendedService wanted) {
  service.config = std::make_shared<const config::ServiceConfig>(std::move(wanted.config));
  service.lists = access::compile_lists(*service.config);
  if (service.config->is_tcpmux()) directory_.take(wanted.mux_names);
  service.asks_wrap = wanted.asks_wrap;
  const config::ServiceConfig& config = *service.config;
  if (config.banner) service.banners.give(*config.banner, std::move(wanted.banners.banner));
  if (config.banner_success) service.banners.give(*config.banner_success, std::move(wanted.banners.success));
  if (config.banner_fail) service.banners.give(*config.banner_fail, std::move(wanted.banners.fail));
}

/// Not through shut(): the door is the steward's, who may have it served again. While conversations go on the
/// service stays, so that they count when it is.
void Life::drop(ServiceRef service, bool end_conversations) {
  targets_.forget(service->attended_as);
  service->work.cancel_all();
  service->door.reset();
  service->state = listen::DoorState::closed;
  if (end_conversations) service->talks.cancel_all();
  std::erase_if(services_, [](const auto& s) {
    return s.second->state == listen::DoorState::closed && s.second->talks.size() == 0;
  });
  note_ports();
}

void Life::report(ReportKind kind, std::uint32_t number) {
  Report out;
  out.kind = kind;
  out.number = number;
  reporter_.report(out);
}

/// The ports that datagrams with a forged source would come from.
void Life::note_ports() {
  datagrams_.ports.clear();
  for (const auto& [number, service] : services_) {
    if (service->door && service->config->is_dgram()) datagrams_.ports.push_back(service->config->port);
  }
}

/// The wait of cps; false: the door cannot be opened again.
loop::Co<bool> Life::sit_out(ServiceRef service) {
  co_await loop::sleep_until(loop_, service->record->paused_until);
  bool stream = service->config->is_stream();
  bool open = !stream || sys::listen(service->door->raw(), listen::backlog);
  if (!stream) skip_queue(service->door->raw());
  if (open) service->state = listen::DoorState::active;
  log_.error(fmt::format("{} service {}", open ? "Activating" : "Error activating", service->config->name));
  co_return open;
}

loop::Task Life::attend_stream(ServiceRef service) {
  bool open = true;
  while (open) {
    co_await listen::serve_stream(&engine_, &admission_, service);
    open = service->state == listen::DoorState::paused;
    if (open) {
      bool reopened = co_await sit_out(service);
      open = reopened;
    }
  }
  report(ReportKind::door_broken, service->attended_as);
}

loop::Task Life::attend_datagrams(ServiceRef service) {
  for (;;) {
    co_await serve_datagrams(&engine_, &admission_, &datagrams_, service);
    bool reopened = co_await sit_out(service);
    (void)reopened;
  }
}

}  // namespace

void report_obstacle(int channel, const Error& error) {
  TextReport note;
  note.report.kind = ReportKind::note;
  note.report.level = static_cast<std::uint8_t>(log::Level::error);
  put_text(note.text,
           "the attendant cannot give up its rights, and does not serve with them: " + error.text());
  (void)sys::send_message(channel, bytes_of(note));  // nobody else to tell
}

void live(loop::Loop& loop, Endowment endowment) {
  Life life(loop, std::move(endowment));
  life.run();
}

}  // namespace rouse::attend
