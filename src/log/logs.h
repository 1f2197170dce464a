// Logs: takes every event to where it belongs: into the ring, into its service's log, and onto the terminal
// when the daemon runs in the foreground and there is nothing else.
//
//   ServiceLogPlan --open()--> ServiceLog (kept by the service) --record(log, happening)--> ring, sink,
//   foreground
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <variant>

#include "base/clock.h"
#include "base/error.h"
#include "log/daemon_log.h"
#include "log/event.h"
#include "log/file_sink.h"
#include "log/ring.h"
#include "log/sink.h"
#include "log/system_log.h"

namespace rouse::log {

struct SyslogTarget {
  int facility = 0;  // LOG_DAEMON, ...
  int level = 0;     // LOG_INFO, ...
};

/// Where one service's entries go; monostate: nowhere (no log_type).
using ServiceTarget = std::variant<std::monostate, FileTarget, SyslogTarget>;

struct ServiceLogPlan {
  Subject subject;
  ServiceTarget target;
  bool common = false;  // the file of `defaults`: messages about it say "common" instead of the id
};

/// One service's log, as Logs::open made it.
class ServiceLog {
 public:
  const SubjectPtr& subject() const { return subject_; }

 private:
  friend class Logs;
  SubjectPtr subject_;
  std::shared_ptr<Sink> sink_;  // none: nowhere
  int priority_ = 0;
};

class Logs {
 public:
  /// `clock` and `daemon_log` must outlive this.
  Logs(const Clock& clock, DaemonLog& daemon_log, Format format = Format::plain, SystemLogPaths paths = {});

  /// Also shows every event to a person, from now on.
  void show_on(std::unique_ptr<Sink> foreground) { foreground_ = std::move(foreground); }

  /// Services with the same file and limits share one descriptor. An error is one of opening the file:
  /// xinetd then says `creation of ID log failed` and deactivates the service.
  Result<std::shared_ptr<ServiceLog>> open(const ServiceLogPlan& plan);
  /// Records at the clock's time. Entries are cut at 1024 bytes.
  void record(const ServiceLog& log, Happening what);
  /// Whether the last line of the log tells this already; only of a file can that be known.
  bool stands_last(const ServiceLog& log, const Happening& what) const;
  /// After HUP: every file and socket anew; files that no service uses any more are forgotten.
  void reopen();

  /// Every event goes into `ring`, too, from now on, and `noted` is called. The ring must outlive this.
  void remember_in(Ring& ring, std::function<void()> noted = {}) {
    ring_ = &ring;
    noted_ = std::move(noted);
  }

 private:
  Result<std::shared_ptr<Sink>> file(const FileTarget& target, const std::string& name);
  std::shared_ptr<Sink> system_log();
  void write(const ServiceLog& log, WallTime at, std::string_view text);
  void pass_on(Sink& sink);

  const Clock& clock_;
  DaemonLog& daemon_log_;
  Format format_;
  SystemLogPaths paths_;
  std::map<FileTarget, std::weak_ptr<Sink>> files_;
  std::shared_ptr<Sink> system_;  // shared by all services with log_type SYSLOG
  std::unique_ptr<Sink> foreground_;
  Ring* ring_ = nullptr;
  std::function<void()> noted_;
};

}  // namespace rouse::log
