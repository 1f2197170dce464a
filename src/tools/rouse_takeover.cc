#include "tools/rouse_takeover.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <expected>
#include <optional>

#include "sys/file.h"
#include "sys/other_process.h"
#include "tools/standard_output.h"
#include "tools/super_server_start.h"
#include "tools/super_servers.h"
#include "tools/takeover_judgement.h"
#include "tools/takeover_report.h"
#include "tools/takeover_undo.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using Report = TakeoverReport;

constexpr std::chrono::seconds xinetd_patience{10};

std::string number(pid_t pid) { return std::to_string(pid); }

Report already(pid_t rouse) {
  return {.exit = Exit::done,
          .text = {translatable("rouse (process {}) serves here already"), {number(rouse)}},
          .rouse = rouse};
}

Report no_such_xinetd(pid_t pid) {
  return {.exit = Exit::not_running, .text = {translatable("there is no process {}"), {number(pid)}}};
}

Report failure(const Error& error) { return {.text = {"{}", {error.text()}}}; }

/// The xinetd that `--pid` names, if it is one.
std::expected<pid_t, Report> named_xinetd(pid_t pid) {
  Result<std::string> name = sys::name_of(pid);
  if (!name) return std::unexpected(no_such_xinetd(pid));
  if (is_rouse(pid)) return std::unexpected(already(pid));
  if (!is_here(pid))
    return std::unexpected(Report{.text = {translatable("process {} is in another pid or network namespace: "
                                                        "call `rouse takeover` there"),
                                           {number(pid)}}});
  if (*name == "xinetd" || sys::program_of(pid).value_or("").ends_with("/xinetd")) return pid;
  return std::unexpected(
      Report{.text = {translatable("process {} is no xinetd: it is called {}"), {number(pid), *name}}});
}

class Takeover {
 public:
  explicit Takeover(const RouseRequest& request)
      : request_(request), servers_(super_servers()), answering_(answering_rouse(request.control_path)) {}

  Report run(std::optional<pid_t> named) {
    std::expected<pid_t, Report> pid = named ? named_xinetd(*named) : found_xinetd();
    if (!pid) return pid.error();
    pid_ = *pid;
    if (pid_ == 1) return container();
    Result<Fd> process = held_process(pid_);
    if (!process && process.error().code == EPERM) return forbidden();
    if (!process) return no_such_xinetd(pid_);
    process_ = std::move(*process);
    if (std::optional<Report> beside = rouse_beside()) return *beside;
    Result<XinetdRecord> record = record_of_process(pid_);
    if (!record && record.error().code == EINVAL) return unknown_folder(record.error().thing);
    if (!record) return failure(record.error());
    record_ = std::move(*record);
    return judge();
  }

 private:
  std::expected<pid_t, Report> found_xinetd() const {
    const std::vector<pid_t>& found = servers_.xinetds;
    if (found.empty()) return std::unexpected(none());
    if (found.size() == 1) return found.front();
    pid_t official = in_pid_file();
    if (std::ranges::binary_search(found, official)) return official;
    return std::unexpected(
        Report{.text = {translatable("several xinetd run (processes {}): name one with --pid"),
                        {fmt::format("{}", fmt::join(found, ", "))}}});
  }

  Report none() const {
    if (answering_ && *answering_ != 0) return already(*answering_);
    if (!servers_.rouses.empty()) return already(servers_.rouses.front());
    if (!answering_ && answering_.error().trouble == control::Trouble::not_permitted)
      return {.exit = Exit::not_permitted, .text = answering_.error().text};
    return {.exit = Exit::not_running, .text = {translatable("no xinetd runs here"), {}}};
  }

  static Report container() {
    return {.text = {translatable("xinetd is process 1, with which all would end here: start roused in its "
                                  "place"),
                     {}},
            .xinetd = 1};
  }

  Report forbidden() const {
    return {.exit = Exit::not_permitted,
            .text = {translatable("xinetd (process {}) is somebody else's: only root can take its place"),
                     {number(pid_)}},
            .xinetd = pid_};
  }

  Report unknown_folder(const std::string& path) const {
    return {.text = {translatable("xinetd (process {}) was started with {}, in a folder that is not known: "
                                  "start it anew with the whole path"),
                     {number(pid_), path}},
            .xinetd = pid_};
  }

  /// A takeover that was interrupted is finished; nothing: no rouse is in the way.
  std::optional<Report> rouse_beside() {
    auto adopter = std::ranges::find_if(servers_.rouses, [this](pid_t each) { return adopts(each, pid_); });
    bool serves = answering_ && *answering_ != 0;
    if (adopter != servers_.rouses.end() && serves && *answering_ == *adopter) {
      if (request_.has("--dry-run")) return dry_finish(*adopter);
      return end_xinetd("adopted");
    }
    if (adopter != servers_.rouses.end())
      return beside(translatable("rouse (process {}) is about to take the place of xinetd (process {}), and "
                                 "does not answer yet"),
                    *adopter);
    if (serves)
      return beside(translatable("rouse (process {}) runs beside xinetd (process {}): end one of them"),
                    *answering_);
    return std::nullopt;
  }

  Report beside(std::string_view text, pid_t rouse) const {
    return {.text = {text, {number(rouse), number(pid_)}}, .xinetd = pid_, .rouse = rouse};
  }

  Report dry_finish(pid_t rouse) const {
    Report out = beside(translatable("rouse (process {}) has the doors of xinetd (process {}) already; only "
                                     "the end of that one is to come"),
                        rouse);
    out.exit = Exit::done;
    return out;
  }

  Report judge() {
    Result<TakeoverJudgement> judgement = judge_takeover(record_, request_.json);
    if (!judgement && judgement.error().code == ESRCH) return no_such_xinetd(pid_);
    if (!judgement) return failure(judgement.error());
    bool dry = request_.has("--dry-run");
    bool unwell = judgement->has_errors || judgement->loses_doors;
    Report out = unwell && !request_.has("--force") ? refusal(*judgement)
                 : dry                              ? promise(*judgement)
                                                    : act(*judgement);
    out.xinetd = pid_;
    if (dry || unwell || request_.json) out.findings = judgement->findings;
    return out;
  }

  static Report refusal(const TakeoverJudgement& judgement) {
    return {.text = {judgement.has_errors
                         ? translatable("the configuration has errors; nothing was changed. "
                                        "--force leaves out what they concern")
                         : translatable("doors of xinetd would be lost; nothing was changed. "
                                        "--force lets them go"),
                     {}}};
  }

  static Report promise(const TakeoverJudgement& judgement) {
    if (judgement.hindrance.empty())
      return {
          .exit = Exit::done,
          .text = {translatable("`rouse takeover` would do so, and refuse nobody; nothing was changed"), {}}};
    return {.exit = Exit::done,
            .text = {translatable("the kernel does not let rouse take the doors ({}): `rouse takeover` would "
                                  "stop xinetd and start rouse, and callers in between would be refused; "
                                  "nothing was changed"),
                     {judgement.hindrance}}};
  }

  Report act(const TakeoverJudgement& judgement) {
    Result<void> written = write_record(record_path(request_.control_path), record_);
    if (!written) return failure(written.error());
    return judgement.hindrance.empty() ? adopt() : restart(judgement.hindrance);
  }

  Report adopt() {
    std::vector<std::string> more = {"--adopt", number(pid_)};
    std::ranges::copy(control_words(request_.control_path), std::back_inserter(more));
    Result<void> started = start_roused(record_, more);
    if (started) return end_xinetd("adopted");
    (void)sys::unlink(record_path(request_.control_path));  // there is nothing to be undone
    return {.text = {translatable("rouse does not come to serve ({}); xinetd goes on"),
                     {started.error().text()}}};
  }

  Report end_xinetd(std::string_view way) {
    Result<void> ended = end_daemon(process_, xinetd_patience);
    Report out{.changed = true, .text = {}, .xinetd = pid_, .rouse = daemon_pid(), .way = way};
    if (!ended) {
      out.text = {
          translatable("rouse serves, but xinetd (process {}) has not ended at QUIT; `rouse takeover` "
                       "tells it once more"),
          {number(pid_)}};
      return out;
    }
    out.exit = Exit::done;
    out.text = {
        translatable("rouse (process {}) has taken the doors of xinetd (process {}), which has ended"),
        {number(out.rouse), number(pid_)}};
    return out;
  }

  Report restart(const std::string& hindrance) {
    Result<void> ended = end_daemon(process_, xinetd_patience);
    if (!ended)
      return {.text = {translatable("xinetd (process {}) has not ended at QUIT; rouse was not started"),
                       {number(pid_)}}};
    Result<void> started = start_roused(record_, control_words(request_.control_path));
    if (!started) return bring_back(started.error());
    Report out{.exit = Exit::done, .changed = true, .text = {}, .rouse = daemon_pid(), .way = "restarted"};
    out.text = {
        translatable("the kernel did not let rouse take the doors ({}): xinetd (process {}) was stopped "
                     "and rouse (process {}) started; callers in between were refused"),
        {hindrance, number(pid_), number(out.rouse)}};
    return out;
  }

  Report bring_back(const Error& trouble) {
    Result<sys::Program> xinetd = start_xinetd(record_);
    if (xinetd)
      return {.text = {translatable("rouse does not come to serve ({}); xinetd was started again"),
                       {trouble.text()}}};
    return {
        .changed = true,
        .text = {translatable("rouse does not come to serve ({}), and xinetd neither ({}): nothing serves "
                              "here now"),
                 {trouble.text(), xinetd.error().text()}}};
  }

  /// The daemon that has come, also where it does not answer; 0: it has gone.
  pid_t daemon_pid() const {
    pid_t pid = answering_rouse(request_.control_path).value_or(0);
    std::vector<pid_t> others = pid == 0 ? super_servers().rouses : std::vector<pid_t>();
    return others.empty() ? pid : others.front();
  }

  const RouseRequest& request_;
  SuperServers servers_;
  std::expected<pid_t, control::Failure> answering_;
  pid_t pid_ = 0;
  Fd process_;
  XinetdRecord record_;
};

Exit usage(const std::string& text) {
  complain(fmt::format("rouse: {}\n", text));
  return Exit::usage;
}

}  // namespace

Exit rouse_takeover(const RouseRequest& request) {
  std::optional<pid_t> named;
  if (std::optional<std::string> word = request.option("--pid")) {
    std::optional<std::uint64_t> pid = whole_number(*word, INT_MAX);
    if (!pid || *pid == 0)
      return usage(translated("--pid takes the number of a process, not {}", escaped(*word, 60)));
    named = static_cast<pid_t>(*pid);
  }
  if (named && request.has("--undo")) return usage(translated("--pid and --undo exclude each other"));
  return tell(request, request.has("--undo") ? undo_takeover(request) : Takeover(request).run(named));
}

}  // namespace rouse::tools
