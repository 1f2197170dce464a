// Warmth: what parks the servers of warm services, put together: parked processes are the keeper's children,
// and lie in its custody.
#pragma once

#include "listen/warm_starter.h"
#include "warm/keeper_births.h"

namespace rouse::daemon {

struct WarmthMeans {
  loop::Loop& loop;
  log::DaemonLog& log;
  process::Book& book;
  process::Spawner& spawner;
  process::Custody& custody;
  listen::Sessions& sessions;
};

class Warmth {
 public:
  /// What `means` refers to must outlive this.
  explicit Warmth(const WarmthMeans& means);
  listen::WarmStarter& starter() { return starter_; }

 private:
  warm::KeeperBirths births_;
  listen::WarmStarter starter_;
};

}  // namespace rouse::daemon
