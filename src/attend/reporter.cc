#include "attend/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/reason.h"

namespace rouse::attend {

namespace {

/// Reports that may wait for the steward before new ones are only those that count.
constexpr std::size_t reports_waiting_most = 65536;

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

void fill(Report& report, const log::Identified& identified) {
  report.kind = ReportKind::identified;
  report.peer = wire_peer(identified.peer);
}

void fill(Report& report, const log::NotIdentified& caller) {
  report.kind = ReportKind::not_identified;
  report.reason = failure_number(caller.reason);
  report.peer = wire_peer(caller.peer);
}

/// What the steward can do without: it counts by none of these, and waits for none.
bool is_dispensable(const Report& report) {
  switch (report.kind) {
    case ReportKind::refused:
    case ReportKind::traffic:
    case ReportKind::identified:
    case ReportKind::not_identified:
    case ReportKind::note:
      return true;
    case ReportKind::started:
      return report.lasting == 0;
    default:
      return false;
  }
}

}  // namespace

Reporter::Reporter(loop::Loop& loop, Outlet& outlet) : outlet_(outlet), filled_(loop), tasks_(loop) {
  tasks_.start(send_batches());
}

void Reporter::record(const listen::Service& service, log::Happening what) {
  Report out;
  out.number = service.attended_as;
  std::visit([&](const auto& happening) { fill(out, happening); }, what);
  const auto* identified = std::get_if<log::Identified>(&what);
  if (identified != nullptr) return report(out, identified->user);
  report(out);
}

bool Reporter::is_full() const {
  return outlet_.waiting_bytes() / sizeof(Report) + batch_.size() >= reports_waiting_most;
}

bool Reporter::drop(const Report& report) {
  bool dropped = is_full() && is_dispensable(report);
  if (dropped) ++lost_;
  return dropped;
}

void Reporter::report(const Report& report) {
  if (drop(report)) return;
  batch_.push_back(report);
  filled_.raise();
}

/// Behind everything that was reported before.
void Reporter::report(const Report& report, std::string_view text) {
  if (drop(report)) return;
  send_batch();
  TextReport out;
  out.report = report;
  put_text(out.text, text);
  (void)outlet_.send(bytes_of(out));  // it takes more than is_full() lets come
}

void Reporter::present(const Report& report, Fd caller) {
  if (is_full()) return;
  send_batch();
  std::vector<Fd> fds;
  fds.push_back(std::move(caller));
  (void)outlet_.send(bytes_of(report), std::move(fds));
}

void Reporter::note(log::Level level, std::string_view text) {
  Report out;
  out.kind = ReportKind::note;
  out.level = static_cast<std::uint8_t>(level);
  report(out, text);
}

loop::Task Reporter::send_batches() {
  for (;;) {
    co_await filled_.raised();
    send_batch();
    tell_losses();
  }
}

void Reporter::send_batch() {
  std::span<const Report> left = batch_;
  while (!left.empty()) {
    auto part = left.first(std::min(left.size(), reports_most));
    (void)outlet_.send(std::as_bytes(part));  // it takes more than is_full() lets come
    left = left.subspan(part.size());
  }
  batch_.clear();
}

void Reporter::tell_losses() {
  if (lost_ == 0 || is_full()) return;
  std::uint64_t lost = std::exchange(lost_, 0U);
  note(log::Level::error, fmt::format("{} events of attended services were lost", lost));
}

}  // namespace rouse::attend
