// Events: where it is told what happened to callers: in the steward their service's log, in the attendant the
// steward.
#pragma once

#include "listen/service.h"
#include "log/logs.h"

namespace rouse::listen {

class Events {
 public:
  virtual ~Events() = default;
  virtual void record(const Service& service, log::Happening what) = 0;
};

class LoggedEvents final : public Events {
 public:
  explicit LoggedEvents(log::Logs& logs) : logs_(logs) {}
  void record(const Service& service, log::Happening what) override {
    logs_.record(*service.log, std::move(what));
  }

 private:
  log::Logs& logs_;
};

}  // namespace rouse::listen
