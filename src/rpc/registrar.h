// Registrar: keeps rpcbind told of the RPC services (reference/xinetd.md 4.12). Nobody waits for it: services
// say what they want, it tells rpcbind when rpcbind can be reached, and again when rpcbind was restarted.
//
//                wanted            rpcbind: yes               not wanted any more
//   (nothing) ------------> told ---------------> held ----------------------------> unset, forgotten
//                           ^  |                  ^ |
//     after 1 s ... 1 minute|  | rpcbind: no      | | the connection ends
//                           |  v                  | v
//                          refused            perhaps: told again when rpcbind is back
//
// A refusal whose port nobody holds any more is left over from a daemon that was killed: it is taken away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "log/daemon_log.h"
#include "loop/task.h"
#include "rpc/connection.h"
#include "rpc/registration.h"

namespace rouse::rpc {

inline constexpr std::string_view rpcbind_socket = "/run/rpcbind.sock";

class Registrar {
 public:
  Registrar(loop::Loop& loop, log::DaemonLog& log, std::string socket_path = std::string(rpcbind_socket));

  /// Until rpcbind knows all that is wanted, or cannot be reached, or it is `deadline`.
  loop::Co<void> settled(Instant deadline);
  /// Tells rpcbind everything again: somebody who had the same registrations may have taken them away.
  void renew();

 private:
  friend class Registrations;

  void want(const std::string& service, const std::vector<Registration>& registrations);
  void drop(const std::string& service, const std::vector<Registration>& registrations);
  void stir();

  loop::Task work();
  loop::Co<void> idle();
  loop::Co<void> rest_after(Error why);
  loop::Co<Result<void>> carry_out(Plan plan);
  loop::Co<Result<bool>> set(Registration registration);
  loop::Co<Result<std::optional<Registration>>> holder_of(Registration registration);
  Result<void> connect();
  void forget_refusals();
  void hang_up();
  void note(const Registration& registration, bool held);
  void be_calm();

  loop::Loop& loop_;
  log::DaemonLog& log_;
  std::string socket_path_;
  Wanted wanted_;
  Standings standings_;
  bool ask_again_ = false;
  bool is_to_renew_ = false;
  bool unreachable_ = false;
  bool calm_ = true;  // nothing is left to be told, or nobody is there to tell it to
  Duration nap_{};
  Duration refusal_rest_{};
  loop::Flag news_;
  loop::Flag calmed_;
  std::optional<Connection> connection_;
  loop::Tasks tasks_;
};

/// The registrations of one service. When it goes, they go.
class Registrations {
 public:
  Registrations(Registrar& registrar, std::string service)
      : registrar_(registrar), service_(std::move(service)) {}
  Registrations(const Registrations&) = delete;
  Registrations& operator=(const Registrations&) = delete;
  ~Registrations() { registrar_.drop(service_, now_); }

  /// From now on it is these.
  void are(std::vector<Registration> wanted);

 private:
  Registrar& registrar_;
  std::string service_;
  std::vector<Registration> now_;
};

}  // namespace rouse::rpc
