#include "sysv/rc_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "sysv/order.h"

namespace rouse::sysv {

namespace {

using Places = std::vector<std::size_t>;

constexpr int some_level = 3;  // the same for all: nobody needs what runs elsewhere

const Header& header_of(const RcScript& script) {
  static const Header none;
  return script.header != nullptr ? *script.header : none;
}

bool is_declared(const RcScript& script, LinkKind kind) {
  const Header& header = header_of(script);
  bool starts = kind == LinkKind::start;
  const auto& required = starts ? header.required_start : header.required_stop;
  const auto& wished = starts ? header.should_start : header.should_stop;
  return header.lsb && !(required.empty() && wished.empty());
}

/// Places of the scripts, in the order of their links.
Places by_link(std::span<const RcScript> scripts) {
  Places out(scripts.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::ranges::sort(out, {},
                    [&](std::size_t i) { return std::tuple(scripts[i].number, scripts[i].name, i); });
  return out;
}

Order needs(std::span<const RcScript> scripts, const Places& sequence, const Facilities& facilities) {
  std::vector<OrderedService> services;
  for (std::size_t place : sequence)
    services.push_back({scripts[place].name, &header_of(scripts[place]), Levels::only(some_level)});
  return {services, facilities};
}

/// A script on its way into the order. Places are those of the links' sequence.
struct Candidate {
  std::size_t script = 0;
  int number = 0;  // its own, or a larger one of those that it needs
  bool plain = false;
  Places needs;
  std::size_t job = 0;
};

/// Gives each candidate its number. A candidate's needs never come back to it.
void raise_number(std::vector<Candidate>& all, std::size_t place, std::vector<bool>& raised) {
  if (raised[place]) return;
  raised[place] = true;
  for (std::size_t need : all[place].needs) {
    raise_number(all, need, raised);
    all[place].number = std::max(all[place].number, all[need].number);
  }
}

/// Appends those whom `place` needs, then itself, unless they are there.
void line_up(const std::vector<Candidate>& all, std::size_t place, std::vector<bool>& lined_up,
             Places& line) {
  if (lined_up[place]) return;
  lined_up[place] = true;
  for (std::size_t need : all[place].needs) line_up(all, need, lined_up, line);
  line.push_back(place);
}

/// By their numbers; of one number each behind those that it needs.
Places sorted(std::vector<Candidate>& all) {
  std::vector<bool> raised(all.size());
  std::vector<bool> lined_up(all.size());
  Places line;
  for (std::size_t i = 0; i < all.size(); ++i) raise_number(all, i, raised);
  for (std::size_t i = 0; i < all.size(); ++i) line_up(all, i, lined_up, line);
  std::map<int, Places> groups;
  for (std::size_t place : line) groups[all[place].number].push_back(place);
  line.clear();
  for (const auto& [number, places] : groups) line.insert(line.end(), places.begin(), places.end());
  return line;
}

/// Adds for each job what numbers make it wait for: a declared one for the last plain ones with a smaller
/// number, a plain one also for everything since those, which have waited for all others.
void wait_by_number(std::vector<RcJob>& jobs, const Places& line, const std::vector<Candidate>& all) {
  Places last_plain, plain_here;
  std::size_t since = 0;  // the first job that the last plain ones have not waited for
  std::size_t here = 0;   // the first job with the number at hand
  for (std::size_t job = 0; job < line.size(); ++job) {
    if (all[line[job]].number != all[line[here]].number) {
      if (!plain_here.empty()) {
        last_plain = std::exchange(plain_here, {});
        since = here;
      }
      here = job;
    }
    Places& after = jobs[job].after;
    after.insert(after.end(), last_plain.begin(), last_plain.end());
    if (!all[line[job]].plain) continue;
    for (std::size_t earlier = since; earlier < here; ++earlier) after.push_back(earlier);
    plain_here.push_back(job);
  }
}

void tidy(Places& places) {
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
}

/// What the script requires to start and nobody provides (`unmet`), but for facilities: those may be the
/// machine's own affair.
void add_missing(std::vector<Missing>& out, const RcScript& script,
                 const std::vector<std::string_view>& unmet) {
  std::set<std::string_view> names(unmet.begin(), unmet.end());
  for (std::string_view need : header_of(script).required_start)
    if (!need.starts_with('$') && names.erase(need) > 0) out.push_back({script.name, need});
}

}  // namespace

RcOrder rc_order(std::span<const RcScript> scripts, LinkKind kind, const Facilities& facilities) {
  Places sequence = by_link(scripts);
  Order order = needs(scripts, sequence, facilities);
  std::vector<Candidate> all;
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const RcScript& script = scripts[sequence[i]];
    all.push_back({.script = sequence[i],
                   .number = script.number,
                   .plain = !is_declared(script, kind),
                   .needs = kind == LinkKind::start ? order.starts_after(i) : order.stops_after(i),
                   .job = 0});
  }
  Places line = sorted(all);
  RcOrder out;
  out.circles = order.circles();
  for (std::size_t place : line) {
    all[place].job = out.jobs.size();
    RcJob& job = out.jobs.emplace_back(RcJob{all[place].script, {}});
    for (std::size_t need : all[place].needs) job.after.push_back(all[need].job);
    if (kind == LinkKind::start) add_missing(out.missing, scripts[all[place].script], order.unmet(place));
  }
  wait_by_number(out.jobs, line, all);
  for (RcJob& job : out.jobs) tidy(job.after);
  return out;
}

RcOrder only(const RcOrder& order, const std::vector<bool>& wanted) {
  RcOrder out{{}, order.circles, order.missing};
  std::vector<Places> stands_for(order.jobs.size());  // the new jobs that one who waited for it waits for
  for (std::size_t i = 0; i < order.jobs.size(); ++i) {
    Places after;
    for (std::size_t earlier : order.jobs[i].after)
      after.insert(after.end(), stands_for[earlier].begin(), stands_for[earlier].end());
    tidy(after);
    if (!wanted[order.jobs[i].script]) {
      stands_for[i] = std::move(after);
      continue;
    }
    stands_for[i] = {out.jobs.size()};
    out.jobs.push_back({order.jobs[i].script, std::move(after)});
  }
  return out;
}

RcOrder reversed(const RcOrder& order, const std::vector<bool>& wanted) {
  RcOrder back;
  std::size_t count = order.jobs.size();
  for (std::size_t i = count; i-- > 0;) back.jobs.push_back({order.jobs[i].script, {}});
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t earlier : order.jobs[i].after)
      back.jobs[count - 1 - earlier].after.push_back(count - 1 - i);
  return only(back, wanted);
}

}  // namespace rouse::sysv
