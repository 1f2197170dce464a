#include "sysv/rc_plan.h"

#include <array>
#include <optional>
#include <utility>

#include "base/text.h"

namespace rouse::sysv {

namespace {

/// Names that rc ignores besides those that chkconfig does (reference/sysv.md 1.3).
bool is_backup(std::string_view name) { return name.ends_with(".bak") || name.ends_with(".orig"); }

std::optional<LeftOut> reason_against(const RcEntry& entry, const RcMarks& marks) {
  const std::string& name = entry.link.name;
  if (is_left_behind(name) || is_backup(name)) return LeftOut::left_behind;
  if (entry.elsewhere) return LeftOut::elsewhere;
  if (!entry.executable) return LeftOut::not_executable;
  bool starts = entry.link.kind == LinkKind::start;
  if (starts == marks.up(name)) return starts ? LeftOut::up : LeftOut::down;
  return std::nullopt;
}

/// The jobs of one kind. Who is left out has a place in the order all the same: others may wait for what it
/// waits for, and nobody misses it.
RcOrder order_of(std::span<const RcEntry> entries, LinkKind kind, const std::vector<bool>& wanted,
                 const Facilities& facilities) {
  std::vector<RcScript> scripts;
  std::vector<std::size_t> places;
  std::vector<bool> runs;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].link.kind != kind || (!wanted[i] && !entries[i].executable)) continue;
    scripts.push_back({entries[i].link.name, entries[i].link.number, &entries[i].header});
    places.push_back(i);
    runs.push_back(wanted[i]);
  }
  RcOrder out = only(rc_order(scripts, kind, facilities), runs);
  for (RcJob& job : out.jobs) job.script = places[job.script];
  return out;
}

}  // namespace

bool RcMarks::up(std::string_view name) const {
  if (locks.contains(name) || locks.contains(std::string(name) + ".init")) return true;
  auto found = started.find(name);
  return found != started.end() && !found->second;
}

std::string_view text(LeftOut reason) {
  static constexpr std::array<std::string_view, 6> texts = {
      translatable("runs already"),
      translatable("does not run"),
      translatable("is no program that can be run"),
      translatable("is a file that an editor or a package manager left behind"),
      translatable("has a unit of systemd's"),
      translatable("has another link before this one"),
  };
  return texts[static_cast<std::size_t>(reason)];
}

void leave_to_systemd(std::vector<RcEntry>& entries, const std::function<bool(std::string_view)>& has_unit) {
  for (RcEntry& entry : entries) {
    const std::string& name = entry.link.name;
    bool local = name == "local" || name == "rc.local";
    entry.elsewhere = has_unit(name) || (local && has_unit("rc-local"));
  }
}

RcPlan rc_plan(std::span<const RcEntry> entries, const RcMarks& marks, const Facilities& facilities) {
  RcPlan out;
  std::vector<bool> wanted(entries.size());
  std::set<std::pair<LinkKind, std::string_view>> seen;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::optional<LeftOut> reason = reason_against(entries[i], marks);
    if (!reason && !seen.insert({entries[i].link.kind, entries[i].link.name}).second)
      reason = LeftOut::repeated;
    if (reason) out.left_out.push_back({i, *reason});
    wanted[i] = !reason;
  }
  out.stops = order_of(entries, LinkKind::stop, wanted, facilities);
  out.starts = order_of(entries, LinkKind::start, wanted, facilities);
  return out;
}

}  // namespace rouse::sysv
