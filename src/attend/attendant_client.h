// AttendantClient: the steward's end of the attendant. It starts the process when the first service needs it,
// and again when it dies: doors are kept here, so no caller in a backlog is lost; conversations are.
//
//   Services --serve, withdraw--> orders --> attendant --> reports --> logs, counters
//   Admission --identify--------> order ---> ident server --> report --> whoever waits
//                                                |
//                      a caller of tcpmux who named a service of the steward's
//                                                '-> who says the kernel that it is? --> admission
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "attend/outlet.h"
#include "attend/service_wire.h"
#include "attend/wire.h"
#include "listen/admission.h"
#include "listen/attendant.h"
#include "listen/engine.h"
#include "listen/identities.h"
#include "loop/channel.h"
#include "loop/co.h"
#include "loop/flag.h"
#include "loop/questions.h"
#include "loop/task.h"

namespace rouse::attend {

/// An attendant process that has been started: our end of the pair.
struct Started {
  pid_t pid = 0;
  Fd pidfd;  // none: it is gone already
  Fd channel;
};

class AttendantClient final : public listen::Attendant, public listen::Identities {
 public:
  /// How attendants come to be; a seam for tests.
  struct Maker {
    std::function<std::optional<std::string>()> obstacle;
    std::function<Result<Started>()> start;
  };
  AttendantClient(listen::Engine& engine, Maker maker);

  std::optional<std::string> obstacle() const override { return maker_.obstacle(); }
  void start() override;
  void serve(const std::shared_ptr<listen::Service>& service) override;
  void shut_out(const net::Address& source, Instant end) override;
  void withdraw(listen::Service& service, bool end_conversations) override;
  void offer(std::span<const std::shared_ptr<listen::Service>> muxed, listen::Admission& admission) override;
  /// Takes every door back and waits until it has told of everybody so far, or until `deadline`. Who is still
  /// answered, also behind a door that was taken back before, is cut off, and told of, too; or the attendant
  /// goes on with them, and ends after the last one.
  loop::Co<void> dismiss(bool end_conversations, Instant deadline);
  /// Without an attendant, and of one that dies: a system error.
  loop::Co<listen::Identity> identify(net::Endpoint caller, net::Endpoint local) override;

 private:
  /// A service that the attendant has, or had and still converses for.
  struct Known {
    std::shared_ptr<listen::Service> service;
    bool withdrawn = false;
    /// Orders to withdraw it that have not been answered: who had come by then may still be reported.
    std::uint32_t unconfirmed = 0;
    std::uint64_t conversations = 0;  // its part of service->running: places of the steward's are others

    bool is_over() const { return withdrawn && unconfirmed == 0 && conversations == 0; }
  };
  /// One attendant process, as long as it lives.
  struct Process {
    Process(loop::Loop& loop, Started started)
        : pid(started.pid),
          pidfd(std::move(started.pidfd)),
          channel(loop, std::move(started.channel)),
          outlet(loop, channel, orders_most) {}
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    /// Whatever it did to lose our ear, it accepts nobody beside its successor.
    ~Process();

    pid_t pid;
    Fd pidfd;
    loop::Channel channel;
    Outlet outlet;
    bool given_up = false;                    // killed, and not gone yet
    std::unordered_set<std::uint64_t> doors;  // cookies of those it was lent
  };
  static constexpr std::size_t orders_most = std::size_t{1} << 20;

  bool start_process();
  void send_service(listen::Service& service);
  loop::Task attend();
  loop::Co<void> hear();
  void take_message(std::span<const std::byte> message, std::vector<Fd> fds);
  void take_text(const TextReport& said);
  void take_report(const Report& report);
  void take_no_user(const Report& report);
  void take_named(const Report& report, std::vector<Fd> fds);
  std::optional<net::Endpoint> peer_of_named(const Report& report, const Fd& caller) const;
  std::uint32_t number_of(listen::Service& service);
  void take_event(const Report& report, Known& known);
  void forget_if_idle(std::uint32_t number);
  bool has_told(bool of_ends) const;
  void tell(const Order& order, std::vector<Fd> fds = {});
  void start_question(loop::Task answer);
  loop::Task answer_name(Report question);
  loop::Task answer_wrap(Report question, config::ServicePtr service);
  loop::Task answer_targets(std::uint32_t question, std::shared_ptr<listen::Service> service);
  void count_losses();

  listen::Engine& engine_;
  Maker maker_;
  std::optional<Process> process_;
  std::unordered_map<std::uint32_t, Known> known_;
  /// What callers of tcpmux may name, and those of it that the steward starts servers for.
  std::vector<MuxName> mux_names_;
  std::unordered_map<std::uint32_t, std::shared_ptr<listen::Service>> muxed_;
  listen::Admission* admission_ = nullptr;
  std::uint32_t last_number_ = 0;
  bool attending_ = false;
  loop::Flag
      told_;  // raised when it has answered an order to withdraw, or has told of the last caller of a service
  loop::Questions<listen::Identity> inquiries_;
  loop::Tasks questions_;
  loop::Tasks tasks_;
};

}  // namespace rouse::attend
