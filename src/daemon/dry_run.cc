#include "daemon/dry_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "log/json.h"
#include "sysv/rc_level.h"

namespace rouse::daemon {

namespace {

using Entries = std::span<const sysv::RcEntry>;
using Texts = std::vector<std::string>;

std::string link_of(Entries entries, std::size_t entry) { return sysv::file_name(entries[entry].link); }

/// The links for which a job waits.
Texts awaited(Entries entries, const sysv::RcOrder& order, const sysv::RcJob& job) {
  Texts out;
  for (std::size_t earlier : job.after) out.push_back(link_of(entries, order.jobs[earlier].script));
  return out;
}

std::string phase_text(std::string_view title, Entries entries, const sysv::RcOrder& order) {
  std::string out = fmt::format("{}:{}\n", title, order.jobs.empty() ? " nothing" : "");
  for (const sysv::RcJob& job : order.jobs) {
    Texts after = awaited(entries, order, job);
    std::string link = link_of(entries, job.script);
    out += after.empty() ? fmt::format("  {}\n", link)
                         : fmt::format("  {:<20} after {}\n", link, fmt::join(after, ", "));
  }
  for (const std::string& circle : order.circles)
    out += fmt::format("  each wants to wait for the next, all run: {}\n", circle);
  for (const sysv::Missing& missing : order.missing)
    out += fmt::format("  {} requires {}, which does not start in this runlevel\n", missing.script,
                       missing.needs);
  return out;
}

Texts quoted(const Texts& texts) {
  Texts out;
  for (const std::string& text : texts) out.push_back(log::json_string(text));
  return out;
}

std::string phase_json(Entries entries, const sysv::RcOrder& order) {
  Texts jobs, missing;
  for (const sysv::RcJob& job : order.jobs) {
    jobs.push_back(fmt::format(R"({{"link":{},"after":[{}]}})",
                               log::json_string(link_of(entries, job.script)),
                               fmt::join(quoted(awaited(entries, order, job)), ",")));
  }
  for (const sysv::Missing& each : order.missing) {
    missing.push_back(fmt::format(R"({{"script":{},"requires":{}}})", log::json_string(each.script),
                                  log::json_string(each.needs)));
  }
  return fmt::format(R"({{"scripts":[{}],"circles":[{}],"missing":[{}]}})", fmt::join(jobs, ","),
                     fmt::join(quoted(order.circles), ","), fmt::join(missing, ","));
}

}  // namespace

std::string dry_run_text(int level, Entries entries, const sysv::RcPlan& plan) {
  std::string out = fmt::format("runlevel {}\n", sysv::level_letter(level));
  out += phase_text("stop", entries, plan.stops);
  out += phase_text("start", entries, plan.starts);
  out += fmt::format("left out:{}\n", plan.left_out.empty() ? " nothing" : "");
  for (const sysv::LeftOutEntry& left : plan.left_out)
    out += fmt::format("  {:<20} {}\n", link_of(entries, left.entry), sysv::text(left.reason));
  return out;
}

std::string dry_run_json(int level, Entries entries, const sysv::RcPlan& plan) {
  Texts left_out;
  for (const sysv::LeftOutEntry& left : plan.left_out) {
    left_out.push_back(fmt::format(R"({{"link":{},"reason":{}}})",
                                   log::json_string(link_of(entries, left.entry)),
                                   log::json_string(sysv::text(left.reason))));
  }
  return fmt::format(R"({{"runlevel":"{}","stop":{},"start":{},"left_out":[{}]}})", sysv::level_letter(level),
                     phase_json(entries, plan.stops), phase_json(entries, plan.starts),
                     fmt::join(left_out, ",")) +
         "\n";
}

int dry_run(const Options& options) {
  sysv::Tree tree;
  auto entries = sysv::read_level(tree, *options.runlevel);
  if (!entries) {
    fmt::print(stderr, "roused: {}\n", entries.error().text());
    return 1;
  }
  sysv::RcMarks marks{.locks = sysv::read_locks(tree), .started = {}};
  sysv::RcPlan plan = sysv::rc_plan(*entries, marks, sysv::effective_facilities(tree));
  fmt::print("{}", options.json ? dry_run_json(*options.runlevel, *entries, plan)
                                : dry_run_text(*options.runlevel, *entries, plan));
  return 0;
}

}  // namespace rouse::daemon
