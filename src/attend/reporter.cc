#include "attend/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/reason.h"

namespace rouse::attend {

namespace {

/// Events that may wait for the next turn of the loop.
constexpr std::size_t batch_most = 65536;

void fill(Report& report, const log::Started& started) {
  report.kind = ReportKind::started;
  report.lasting = started.pid != 0 ? 1 : 0;
  report.peer = wire_peer(started.peer);
}

void fill(Report& report, const log::Refused& refused) {
  auto found = std::ranges::find(access::reason_words, refused.reason);
  report.kind = ReportKind::refused;
  report.reason = static_cast<std::uint8_t>(found - access::reason_words.begin());
  report.peer = wire_peer(refused.peer);
}

void fill(Report& report, const log::Ended& ended) {
  report.kind = ReportKind::ended;
  report.lasting = 1;
  report.peer = wire_peer(ended.peer);
  report.duration_s = ended.duration_s;
}

void fill(Report& report, const log::Traffic& traffic) {
  report.kind = ReportKind::traffic;
  report.peer = wire_peer(traffic.peer);
  report.in_bytes = traffic.in_bytes;
  report.out_bytes = traffic.out_bytes;
}

}  // namespace

Reporter::Reporter(loop::Loop& loop, Outlet& outlet) : outlet_(outlet), filled_(loop), tasks_(loop) {
  tasks_.start(send_batches());
}

void Reporter::record(const listen::Service& service, log::Happening what) {
  Report out;
  out.number = service.attended_as;
  std::visit([&](const auto& happening) { fill(out, happening); }, what);
  report(out);
}

void Reporter::report(Report report) {
  if (batch_.size() == batch_most) {
    ++lost_;
    return;
  }
  batch_.push_back(report);
  filled_.raise();
}

void Reporter::note(log::Level level, std::string_view text) {
  Note note;
  note.report.kind = ReportKind::note;
  note.report.level = static_cast<std::uint8_t>(level);
  put_text(note.text, text);
  if (!outlet_.send(bytes_of(note))) ++lost_;
}

loop::Task Reporter::send_batches() {
  for (;;) {
    co_await filled_.raised();
    send_batch();
    if (lost_ > 0)
      note(log::Level::error,
           fmt::format("{} events of attended services were lost", std::exchange(lost_, 0U)));
  }
}

void Reporter::send_batch() {
  std::span<const Report> left = batch_;
  while (!left.empty()) {
    auto part = left.first(std::min(left.size(), reports_most));
    if (!outlet_.send(std::as_bytes(part))) lost_ += part.size();
    left = left.subspan(part.size());
  }
  batch_.clear();
}

}  // namespace rouse::attend
