// rouse-rc: on a machine that systemd runs and that has no generator for init scripts any more (systemd 260
// dropped it), starts those of them for which systemd has no unit, and stops them at the shutdown. `rouse-rc
// --help` tells what it takes; packaging/rouse-rc.service.in calls it.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "supervise/runlevel.h"
#include "sysv/native_units.h"
#include "tools/rc_record.h"
#include "tools/rc_scopes.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using namespace rouse;
using namespace std::chrono_literals;
using tools::translated;
using tools::translation_of;

constexpr std::string_view usage = translatable(
    R"(usage: rouse-rc start|stop [--dry-run] [--level N]
Starts the init scripts of runlevel N (5 where default.target is graphical.target, else 3) for which systemd has
no unit, alias or mask; stop ends what was started. Where systemd still starts init scripts itself, by its
systemd-sysv-generator, rouse-rc does nothing.

  --dry-run   only tell which it would start or stop, which not, and why

What the scripts do is told in English, as the daemon tells it in its log.
)");

constexpr Duration stop_limit = 5min;

struct Call {
  std::string verb;
  bool dry_run = false;
  std::optional<int> level;
};

std::optional<Call> parse_call(const std::vector<std::string_view>& words) {
  Call out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool valued = words[i] == "--level" && i + 1 < words.size() && words[i + 1].size() == 1 &&
                  words[i + 1].front() >= '1' && words[i + 1].front() <= '5';
    if (words[i] == "--dry-run") {
      out.dry_run = true;
    } else if (valued) {
      out.level = words[++i].front() - '0';
    } else if (out.verb.empty() && (words[i] == "start" || words[i] == "stop")) {
      out.verb = words[i];
    } else {
      return std::nullopt;
    }
  }
  if (out.verb.empty()) return std::nullopt;
  return out;
}

/// The S links of a level, and whose affair each is.
Result<std::vector<sysv::RcEntry>> read_starts(const sysv::Tree& tree, int level) {
  auto entries = sysv::read_level(tree, level);
  if (!entries) return entries;
  std::erase_if(*entries,
                [](const sysv::RcEntry& entry) { return entry.link.kind != sysv::LinkKind::start; });
  sysv::leave_to_systemd(*entries, [&](std::string_view name) { return sysv::has_native_unit(tree, name); });
  return entries;
}

/// Everything on standard output, which is the journal; what scripts write goes there by itself.
class Console final : public supervise::RunlevelVoice {
 public:
  Console(sysv::Tree tree, int level) : tree_(std::move(tree)), level_(level) {}

  void say(log::Level level, const std::string& text) override {
    if (level == log::Level::debug) return;
    tools::print(text + "\n");
  }
  void show(const std::string&, const supervise::Kept&) override {}
  void follow(const std::string&, Fd) override {}
  void remember(const supervise::StartedScripts& started) override {
    auto written = tools::write_record(tree_, level_, started);
    if (!written) say(log::Level::error, "what was started is not remembered: " + written.error().text());
  }

 private:
  sysv::Tree tree_;
  int level_;
};

int fail(const Error& error) {
  tools::complain(fmt::format("rouse-rc: {}\n", error.text()));
  return 1;
}

void tell_stops(const sysv::Tree& tree) {
  for (const auto& [name, script] : tools::read_record(tree))
    tools::print(translated("{} stops", sysv::file_name(script.entry.link)) + "\n");
}

int tell_starts(const sysv::Tree& tree, int level) {
  auto entries = read_starts(tree, level);
  if (!entries) return fail(entries.error());
  supervise::StartedScripts started = tools::read_record(tree);
  sysv::RcMarks marks{.locks = sysv::read_locks(tree), .started = {}};
  for (const auto& [name, script] : started) marks.started.emplace(name, script.locked);
  sysv::RcPlan plan = sysv::rc_plan(*entries, marks, sysv::effective_facilities(tree));
  for (const sysv::RcJob& job : plan.starts.jobs)
    tools::print(translated("{} starts", sysv::file_name((*entries)[job.script].link)) + "\n");
  for (const sysv::LeftOutEntry& left : plan.left_out)
    tools::print(translated("{} does not start: it {}", sysv::file_name((*entries)[left.entry].link),
                            translation_of(sysv::text(left.reason).data())) +
                 "\n");
  return 0;
}

loop::Task stop(supervise::Runlevel* runlevel, loop::Loop* loop) {
  co_await runlevel->stop_all(loop->now() + stop_limit);
  loop->stop();
}

int run(const Call& call, const sysv::Tree& tree, int level) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return fail(loop.error());
  Console console(tree, level);
  tools::RcScopes scopes;
  if (!scopes.available() && call.verb == "start")
    console.say(log::Level::warning, "systemd gives no scopes: all scripts run in the one of rouse-rc");
  supervise::Runlevel runlevel(
      **loop, console,
      {.tree = tree,
       .output = supervise::ScriptOutput::inherited,
       .read = read_starts,
       .wrap = [&](const std::string& name) { return scopes.command(call.verb, name); }});
  runlevel.adopt(tools::read_record(tree));
  loop::Tasks tasks(**loop);
  if (call.verb == "stop") {
    tasks.start(stop(&runlevel, loop->get()));
    (*loop)->run();
  } else {
    runlevel.change(level);
    while (runlevel.changing()) (*loop)->turn(-1);
  }
  return 0;
}

int tell(const Call& call, const sysv::Tree& tree, int level) {
  if (call.verb == "start") return tell_starts(tree, level);
  tell_stops(tree);
  return 0;
}

int obey(const std::vector<std::string_view>& words) {
  if (words == std::vector<std::string_view>{"--help"}) {
    tools::print(translation_of(usage.data()));
    return 0;
  }
  std::optional<Call> call = parse_call(words);
  if (!call) {
    tools::complain(translation_of(usage.data()));
    return 2;
  }
  sysv::Tree tree;
  if (!sysv::runs_systemd(tree)) {
    tools::complain(
        "rouse-rc: " + translated("systemd does not run here; `roused --runlevel N` starts init scripts") +
        "\n");
    return 1;
  }
  if (sysv::starts_init_scripts(tree)) {
    tools::print(
        translated("systemd starts the init scripts of this machine itself (systemd-sysv-generator); "
                   "nothing to do") +
        "\n");
    return 0;
  }
  int level = call->level.value_or(sysv::boots_graphical(tree) ? 5 : 3);
  return call->dry_run ? tell(*call, tree, level) : run(*call, tree, level);
}

}  // namespace

int main(int argc, char** argv) {
  tools::open_standard_output();
  tools::speak_the_callers_language();
  return tools::end_status("rouse-rc", obey({argv + std::min(argc, 1), argv + argc}));
}
