// HandOver: the steward makes room for another one, in good order: it lets nobody more in, sees those off who
// are on their way to a server, and ends. Callers wait meanwhile in the backlogs of the doors.
//
//   ordered (rouse upgrade): the new program is asked whether it understands what is in memory; the keeper
//       becomes it (rebirth.h), and starts a steward
//   the keeper is gone, whatever was ordered: this process begets another keeper, which starts a steward;
//   where
//       the service manager keeps the doors (service_manager.h) it only ends, and the manager starts a daemon
#pragma once

#include <functional>

#include "control/reply.h"
#include "daemon/keeper_line.h"
#include "daemon/orphans.h"
#include "daemon/supervision.h"
#include "listen/engine.h"
#include "listen/ledger.h"
#include "listen/services.h"
#include "listen/sessions.h"
#include "log/daemon_log.h"
#include "loop/co.h"
#include "loop/task.h"
#include "process/book.h"

namespace rouse::daemon {

/// What another keeper begins with: numbers and descriptors of what it is to hold, and the servers whose
/// parent it is not.
struct Heirlooms {
  std::vector<std::pair<process::DepositNumber, int>> deposits;
  std::vector<Orphan> orphans;
};
/// The life of another keeper, in a process that has just been forked; its exit status.
using KeeperLife = std::function<int(Heirlooms heirlooms)>;

class HandOver {
 public:
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    listen::Engine& engine;
    listen::Services& services;
    listen::Sessions& sessions;
    Supervision& supervision;
    process::Book& book;
    listen::Ledger& ledger;
    KeeperLine& keeper;
    KeeperLife beget_keeper;
  };
  /// What `means` refers to must outlive this.
  explicit HandOver(Means means) : means_(std::move(means)), tasks_(means_.loop) {}

  /// Done: the new program will do, and this process ends soon.
  loop::Co<control::Reply> ordered();
  void keeper_is_gone();

 private:
  loop::Co<void> make_room();
  loop::Task give_way();
  [[noreturn]] void replace_keeper();
  Heirlooms heirlooms() const;

  Means means_;
  bool begun_ = false;
  bool keeper_is_gone_ = false;
  loop::Tasks tasks_;
};

}  // namespace rouse::daemon
