// Server: the daemon's end of the control socket: takes orders, asks who gives them, hands them on, and
// answers.
//
//   accepted -> order (patience) -> permitted? -> Handler -> reply (patience) -> next order, or gone
//
// Nobody is waited for: who sends or takes too slowly is dropped. One order at a time per client.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "control/connection.h"
#include "control/entrance.h"
#include "control/order.h"
#include "control/permission.h"
#include "control/reply.h"
#include "log/daemon_log.h"
#include "loop/descriptors.h"
#include "loop/task.h"
#include "sys/peer.h"

namespace rouse::control {

/// Who carries orders out: the daemon.
class Handler {
 public:
  virtual ~Handler() = default;
  /// The order is permitted. May take as long as it needs; the client has a deadline of his own.
  virtual loop::Co<Reply> obey(Order order) = 0;
};

class Server {
 public:
  static constexpr std::size_t clients_most = 64;
  static constexpr std::size_t clients_per_user = 16;
  /// Of all of them: however many others ask, who may change something gets in.
  static constexpr std::size_t seats_kept_for_changes = 16;
  /// For an order to come, and for its reply to be taken.
  static constexpr std::chrono::seconds patience{5};
  /// For a daemon that is about to leave the path free.
  static constexpr std::chrono::seconds handover_patience{2};

  Server(loop::Loop& loop, log::DaemonLog& log, loop::Descriptors& descriptors, Handler& handler)
      : loop_(loop), log_(log), descriptors_(descriptors), handler_(handler), tasks_(loop) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes orders at `path` from now on. Where that cannot be, or where there is no path, the log says why,
  /// and the daemon does without; only a path that another daemon has is tried for a little longer. At
  /// no_path it takes none, as was wanted.
  void serve(std::string path);
  /// Takes no more orders, and leaves the path to others. Not from inside an order.
  void close();

 private:
  class Seat;

  bool try_open(const std::string& path);
  loop::Task open_when_free(std::string path);
  loop::Task accept_clients(Fd socket);
  void welcome(Fd client);
  bool has_seat_for(const sys::Peer& peer) const;
  loop::Task attend(Fd client, sys::Peer peer);
  loop::Co<bool> answer(Connection* connection, sys::Peer peer);
  loop::Co<Reply> obey(std::optional<Order> order, sys::Peer peer);
  void note(const Order& order, const sys::Peer& peer);

  loop::Loop& loop_;
  log::DaemonLog& log_;
  loop::Descriptors& descriptors_;
  Handler& handler_;
  Circle circle_;
  std::optional<Entrance> entrance_;
  int trouble_code_ = 0;                // errno of the last attempt to open it
  std::map<uid_t, std::size_t> seats_;  // taken, by user
  std::size_t seated_ = 0;
  loop::Tasks tasks_;
};

}  // namespace rouse::control
