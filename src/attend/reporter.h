// Reporter: what the attendant tells the steward. Events of one loop turn cross together. Never blocks; when
// the steward is too slow, events are dropped and counted, and the count is told.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "attend/outlet.h"
#include "attend/wire.h"
#include "listen/events.h"
#include "log/sink.h"
#include "loop/flag.h"
#include "loop/task.h"

namespace rouse::attend {

class Reporter final : public listen::Events {
 public:
  Reporter(loop::Loop& loop, Outlet& outlet);

  /// A Started with a pid is a conversation, which will have an Ended.
  void record(const listen::Service& service, log::Happening what) override;
  void report(Report report);
  /// A line for the daemon's log.
  void note(log::Level level, std::string_view text);

 private:
  loop::Task send_batches();
  void send_batch();

  Outlet& outlet_;
  std::vector<Report> batch_;
  std::uint64_t lost_ = 0;
  loop::Flag filled_;
  loop::Tasks tasks_;
};

/// The attendant's daemon log: every line is a note to the steward, who writes it.
class NoteSink final : public log::Sink {
 public:
  explicit NoteSink(Reporter& reporter) : reporter_(reporter) {}
  void write(const log::Line& line) override {
    reporter_.note(static_cast<log::Level>(line.priority & severity), line.text);
  }

 private:
  static constexpr int severity = 7;
  Reporter& reporter_;
};

}  // namespace rouse::attend
