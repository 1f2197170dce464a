// Reporter: what the attendant tells the steward. Events of one loop turn cross together. Never blocks. When
// the steward is too slow, what only the logs miss is dropped, and how much is told; what the steward counts
// by never is: instead nobody new is answered.
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
  void report(const Report& report);
  /// One with a text, which is cut to fit.
  void report(const Report& report, std::string_view text);
  /// A report with the caller it is about, behind all reports before it. He is closed when too much waits for
  /// the steward.
  void present(const Report& report, Fd caller);
  /// So much waits for the steward that nobody new should be answered.
  bool is_full() const;
  /// A line for the daemon's log.
  void note(log::Level level, std::string_view text);

 private:
  loop::Task send_batches();
  bool drop(const Report& report);
  void send_batch();
  void tell_losses();

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
