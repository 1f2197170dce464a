#include "tools/takeover_undo.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <expected>
#include <optional>

#include "sys/file.h"
#include "sys/process.h"
#include "tools/super_server_start.h"
#include "tools/super_servers.h"
#include "tools/xinetd_record.h"

namespace rouse::tools {

namespace {

using Report = TakeoverReport;

/// Residents are stopped in it.
constexpr std::chrono::minutes rouse_patience{1};
constexpr std::chrono::seconds leave_patience{10};
constexpr std::chrono::seconds doors_patience{5};
constexpr std::chrono::milliseconds door_glance{20};
constexpr std::chrono::seconds blind_patience{1};
constexpr int unreadable = 2;  // of --check --portable
constexpr int cannot_see = 4;  // of --adopt --dry-run

std::string shown(pid_t pid) { return std::to_string(pid); }

/// The services in a comparison (roused --adopt PID --dry-run --json) at whose door nobody listens.
std::vector<std::string> unopened(std::string_view comparison) {
  constexpr std::string_view begin = R"({"service":")", end = R"(","place":)", fate = R"("fate":"opened")";
  std::vector<std::string> out;
  for (std::size_t at = comparison.find(begin); at != std::string_view::npos;
       at = comparison.find(begin, at + 1)) {
    std::string_view door = comparison.substr(at + begin.size());
    door = door.substr(0, door.find(begin));
    if (door.substr(0, door.find('}')).contains(fate)) out.emplace_back(door.substr(0, door.find(end)));
  }
  return out;
}

class Undo {
 public:
  explicit Undo(const RouseRequest& request)
      : request_(request),
        path_(record_path(request.control_path)),
        servers_(super_servers()),
        answering_(answering_rouse(request.control_path)),
        record_(read_record(path_)) {
    if (answering_) rouse_ = *answering_;
    if (rouse_ == 0 && !servers_.rouses.empty()) rouse_ = servers_.rouses.front();
    if (!servers_.xinetds.empty()) xinetd_ = servers_.xinetds.front();
  }

  Report run() {
    if (!answering_ && answering_.error().trouble == control::Trouble::not_permitted)
      return {.exit = Exit::not_permitted, .text = answering_.error().text};
    if (rouse_ == 0 && xinetd_ != 0) return nothing_to_do();
    if (!record_) return no_record();
    if (rouse_ != 0 && xinetd_ != 0 && !adopts(rouse_, xinetd_)) return both();
    Result<void> startable = can_start(*record_);
    if (!startable) return not_startable(startable.error());
    if (rouse_ == 0) return request_.has("--dry-run") ? promise() : go_back();
    Result<Fd> process = is_rouse(rouse_) ? held_process(rouse_) : failed("find", ESRCH, {});
    if (!process && process.error().code == EPERM) return forbidden();
    if (!process) return out_of_reach();
    process_ = std::move(*process);
    return judge();
  }

 private:
  Report nothing_to_do() const {
    return {.exit = Exit::done,
            .text = {translatable("xinetd (process {}) serves here already"), {shown(xinetd_)}},
            .xinetd = xinetd_};
  }

  Report no_record() const {
    int code = record_.error().code;
    if (code == ENOENT && rouse_ == 0)
      return {.exit = Exit::not_running, .text = {translatable("neither rouse nor xinetd runs here"), {}}};
    if (code == ENOENT)
      return {
          .text = {translatable("there is no record of a takeover ({}): rouse did not take the place of an "
                                "xinetd"),
                   {path_}},
          .rouse = rouse_};
    Exit exit = code == EACCES ? Exit::not_permitted : Exit::failed;
    return {.exit = exit,
            .text = {translatable("the record of the takeover cannot be used: {}"), {record_.error().text()}},
            .rouse = rouse_};
  }

  Report both() const {
    return {.text = {translatable("rouse (process {}) runs beside xinetd (process {}): end one of them"),
                     {shown(rouse_), shown(xinetd_)}},
            .xinetd = xinetd_,
            .rouse = rouse_};
  }

  Report not_startable(const Error& error) const {
    return {.text = {translatable("xinetd cannot be started ({}); nothing was changed"), {error.text()}},
            .rouse = rouse_};
  }

  Report forbidden() const {
    return {.exit = Exit::not_permitted,
            .text = {translatable("rouse (process {}) is somebody else's: only root can end it"),
                     {shown(rouse_)}},
            .rouse = rouse_};
  }

  Report out_of_reach() const {
    return {.text = {translatable("the daemon that answers (process {}) is out of reach"), {shown(rouse_)}}};
  }

  Report judge() {
    std::vector<std::string> question = {"--check", "--portable"};
    if (request_.json) question.emplace_back("--json");
    Result<RousedAnswer> answer = run_roused(*record_, question);
    if (!answer) return {.text = {"{}", {answer.error().text()}}, .rouse = rouse_};
    bool refused = answer->status >= unreadable && !request_.has("--force");
    Report out = refused ? refusal() : request_.has("--dry-run") ? promise() : go_back();
    out.rouse = rouse_;
    out.findings = std::move(answer->output);
    while (request_.json && out.findings.ends_with('\n')) out.findings.pop_back();
    return out;
  }

  static Report refusal() {
    return {.text = {translatable("the configuration has errors; nothing was changed. --force goes "
                                  "back all the same"),
                     {}}};
  }

  Report promise() const {
    return {
        .exit = Exit::done,
        .text = {translatable("`rouse takeover --undo` would end rouse and start {}; nothing was changed"),
                 {record_->command()}}};
  }

  Report not_ended() const {
    return {.text = {translatable("rouse (process {}) has not ended at QUIT; xinetd was not started"),
                     {shown(rouse_)}}};
  }

  Report go_back() {
    // A takeover was interrupted. Rouse shuts its doors down when it ends, and these are that one's, too.
    Result<Fd> adopted = xinetd_ == 0 ? Result<Fd>() : held_process(xinetd_);
    if (adopted && *adopted) (void)end_daemon(*adopted, leave_patience);
    if (process_ && !end_daemon(process_, rouse_patience)) return not_ended();
    Result<sys::Program> xinetd = start_xinetd(*record_);
    if (!xinetd) return bring_back(xinetd.error().text());
    std::vector<std::string> missing;
    if (!opens_doors(*xinetd, missing))
      return bring_back(fmt::format("{}: {}", record_->program, end_of(*xinetd)));
    (void)sys::unlink(path_);
    Report out{.exit = Exit::done, .changed = true, .text = {}, .xinetd = xinetd->pid, .way = "restarted"};
    if (missing.empty())
      out.text = {translatable("rouse was stopped and xinetd (process {}) started; callers in between were "
                               "refused"),
                  {shown(xinetd->pid)}};
    else
      out.text = {translatable("rouse was stopped and xinetd (process {}) started; callers in between were "
                               "refused. It does not listen for: {}"),
                  {shown(xinetd->pid), fmt::format("{}", fmt::join(missing, ", "))}};
    return out;
  }

  /// Waits until it listens for all services, or for long enough; false: it has ended.
  bool opens_doors(const sys::Program& xinetd, std::vector<std::string>& missing) const {
    auto deadline = std::chrono::steady_clock::now() + doors_patience;
    std::vector<std::string> question = {"--adopt", shown(xinetd.pid), "--dry-run", "--json"};
    for (;;) {
      Result<RousedAnswer> answer = run_roused(*record_, question);
      if (!answer || answer->status == cannot_see)  // its doors cannot be seen from here
        return !sys::ends_within(xinetd.pidfd.raw(), blind_patience);
      missing = unopened(answer->output);
      bool waits = !missing.empty() && std::chrono::steady_clock::now() < deadline;
      if (sys::ends_within(xinetd.pidfd.raw(), waits ? Duration(door_glance) : Duration(0))) return false;
      if (!waits) return true;
    }
  }

  Report bring_back(const std::string& trouble) {
    Result<void> started = start_roused(*record_, control_words(request_.control_path));
    if (started)
      return {
          .changed = rouse_ == 0,
          .text = {translatable("xinetd does not come to serve ({}); rouse was started again"), {trouble}}};
    return {
        .changed = rouse_ != 0,
        .text = {translatable("xinetd does not come to serve ({}), and rouse neither ({}): nothing serves "
                              "here now"),
                 {trouble, started.error().text()}}};
  }

  const RouseRequest& request_;
  std::string path_;
  SuperServers servers_;
  std::expected<pid_t, control::Failure> answering_;
  Result<XinetdRecord> record_;
  pid_t rouse_ = 0, xinetd_ = 0;
  Fd process_;
};

}  // namespace

TakeoverReport undo_takeover(const RouseRequest& request) { return Undo(request).run(); }

}  // namespace rouse::tools
