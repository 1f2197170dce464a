// Sensors: what becomes of the callers of SENSOR services (reference/xinetd.md 4.7). The gate refuses them
// all; for deny_time minutes every other service refuses them, too.
//
//   caller -> sensor's door -> gate: refuse -> Sensors -> access::SensorList <- the gate of every door
//                                                 \-----> attendant: its own list, for its own doors
//
// A sender of datagrams can pretend to be anybody: a dgram sensor shuts out whom a stranger names.
#pragma once

#include "access/sensor_list.h"
#include "config/service_config.h"
#include "listen/attendant.h"
#include "listen/ledger.h"
#include "log/daemon_log.h"
#include "loop/task.h"

namespace rouse::listen {

class Sensors {
 public:
  /// All of them must outlive it.
  Sensors(loop::Loop& loop, log::DaemonLog& log, access::SensorList& list, Attendant& attendant,
          Ledger* ledger = nullptr)
      : loop_(loop), log_(log), list_(list), attendant_(attendant), ledger_(ledger), tasks_(loop) {}

  /// Lists whom a steward of before has shut out.
  void inherit();

  /// Somebody who called `sensor`: listed unless its deny_time is NEVER, and longer if he is so already.
  void note_caller(const config::ServiceConfig& sensor, const net::Address& caller);

 private:
  void tell_full(const net::Address& caller);
  void keep_sweeping();
  loop::Task sweep_now_and_then();

  loop::Loop& loop_;
  log::DaemonLog& log_;
  access::SensorList& list_;
  Attendant& attendant_;
  Ledger* ledger_;  // what outlives the steward; may be none
  bool sweeping_ = false;
  bool told_full_ = false;  // since the last sweep
  loop::Tasks tasks_;
};

}  // namespace rouse::listen
