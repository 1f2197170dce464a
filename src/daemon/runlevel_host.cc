#include "daemon/runlevel_host.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utmp.h>

#include <array>
#include <cstddef>
#include <utility>

#include "base/text.h"
#include "loop/channel.h"
#include "sys/file.h"
#include "sys/program.h"
#include "sys/runlevel.h"
#include "sysv/rc_level.h"

namespace rouse::daemon {

namespace {

constexpr std::size_t piece_bytes = 16384;

}  // namespace

RunlevelHost::RunlevelHost(loop::Loop& loop, log::DaemonLog& log, const Invocation& invocation,
                           listen::Ledger& ledger, int terminal)
    : loop_(loop),
      log_(log),
      options_(invocation.options),
      ledger_(ledger),
      soft_descriptors_(invocation.descriptors.soft),
      terminal_(terminal),
      tasks_(loop) {}

void RunlevelHost::begin(bool is_init) {
  if (!options_.runlevel) return;
  std::optional<int> level = ledger_.runlevel();  // of a steward of before
  if (is_init && !level) sysv::clear_locks(tree_);
  runlevel_.emplace(loop_, *this,
                    supervise::RunlevelSettings{.tree = tree_,
                                                .at_once = options_.scripts_at_once,
                                                .time_limit = std::chrono::seconds(options_.script_limit_s),
                                                .soft_descriptors = soft_descriptors_,
                                                .wrap = {}});
  if (level) return runlevel_->resume(*level);
  change(*options_.runlevel);
}

void RunlevelHost::change(int level) {
  ledger_.enter_runlevel(level);
  std::optional<int> before = runlevel_->level();
  (void)sys::open_append(_PATH_UTMP, 0664);  // there has to be one; where there cannot be, the record says so
  auto recorded = sys::record_runlevel(sysv::level_letter(level), sysv::level_letter(before));
  if (!recorded) log_.info("nobody else is told of the runlevel: " + recorded.error().text());
  runlevel_->change(level);
}

std::string RunlevelHost::text() const {
  std::string out =
      fmt::format("{} {}", sysv::level_letter(runlevel_->previous()), sysv::level_letter(runlevel_->level()));
  if (!runlevel_->changing()) return out;
  std::vector<std::string> running = runlevel_->running();
  return out + (running.empty() ? " (changing)" : fmt::format(" (changing: {})", fmt::join(running, ", ")));
}

loop::Co<void> RunlevelHost::leave() {
  if (!runlevel_) co_return;
  co_await runlevel_->stop_all(loop_.now() + std::chrono::seconds(options_.shutdown_limit_s));
}

/// Whole, so that scripts that run at the same time do not mix.
void RunlevelHost::show(const std::string& script, const supervise::Kept& output) {
  std::uint64_t left_out = output.omitted_bytes;
  if (terminal_ >= 0) {
    left_out += output.text.size() - sys::write_without_waiting(terminal_, output.text);
  } else {
    supervise::Lines lines(loop_.now());
    log_lines(script, lines.feed(output.text, loop_.now()));
    log_lines(script, lines.finish(loop_.now()));
  }
  if (left_out > 0) log_.warning(fmt::format("{}: {} more bytes are left out", script, left_out));
}

void RunlevelHost::follow(const std::string& script, Fd output) {
  tasks_.start(read(script, std::move(output)));
}

loop::Task RunlevelHost::read(std::string script, Fd output) {
  loop::Channel channel(loop_, std::move(output));
  supervise::Lines lines(loop_.now());
  bool open = true;
  while (open) {
    co_await channel.readable();
    open = take(script, channel.raw(), lines);
  }
  log_lines(script, lines.finish(loop_.now()));
}

/// One piece; false: nobody can write there any more.
bool RunlevelHost::take(const std::string& script, int output, supervise::Lines& lines) {
  std::array<std::byte, piece_bytes> room;
  Result<std::size_t> got = sys::read_some(output, room);
  if (!got) return got.error().code == EAGAIN;
  log_lines(script, lines.feed({reinterpret_cast<const char*>(room.data()), *got}, loop_.now()));
  return *got > 0;
}

void RunlevelHost::log_lines(const std::string& script, const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    if (!line.empty()) log_.info(fmt::format("{}: {}", script, escaped(line)));
}

}  // namespace rouse::daemon
