#include "tools/takeover_judgement.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"
#include "tools/super_server_start.h"

namespace rouse::tools {

namespace {

// The exit statuses of `roused --adopt PID --dry-run`, and of --check.
constexpr int lost_doors = 1, cannot_serve = 2, no_such_process = 3, not_permitted = 4;
constexpr int errors = 2;

std::string without_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// "roused: pidfd_getfd of process 7: Operation not permitted"
std::string reason_in(std::string_view said) {
  constexpr std::string_view who = "roused: ";
  if (said.starts_with(who)) said.remove_prefix(who.size());
  return without_end(std::string(said));
}

Result<RousedAnswer> ask_roused(const XinetdRecord& record, std::vector<std::string> question, bool json) {
  if (json) question.emplace_back("--json");
  Result<RousedAnswer> answer = run_roused(record, question);
  if (answer && json) answer->output = without_end(std::move(answer->output));
  return answer;
}

/// What can be told without the doors.
Result<std::string> differences(const XinetdRecord& record, bool json) {
  Result<RousedAnswer> answer = ask_roused(record, {"--check", "--migrate"}, json);
  if (!answer) return std::unexpected(answer.error());
  if (!json) return std::move(answer->output);
  return fmt::format(R"({{"pid":{},"doors":null,"lost":null,"check":{}}})", record.pid, answer->output);
}

/// In words the comparison names differences alone; in JSON it has all.
Result<void> add_errors(TakeoverJudgement& to, const XinetdRecord& record, bool json) {
  Result<RousedAnswer> check = ask_roused(record, {"--check"}, json);
  if (!check) return std::unexpected(check.error());
  if (check->status != errors) return {};
  to.has_errors = true;
  if (!json) to.findings += check->output;
  return {};
}

}  // namespace

Result<TakeoverJudgement> judge_takeover(const XinetdRecord& record, bool json) {
  Result<RousedAnswer> answer =
      ask_roused(record, {"--adopt", std::to_string(record.pid), "--dry-run"}, json);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == no_such_process) return failed("find", ESRCH, fmt::format("process {}", record.pid));
  if (answer->status > not_permitted) return failed("", 0, reason_in(answer->errors));
  TakeoverJudgement out{.hindrance = {},
                        .has_errors = answer->status == cannot_serve,
                        .loses_doors = answer->status == lost_doors,
                        .findings = std::move(answer->output)};
  if (answer->status == not_permitted) {
    Result<std::string> known = differences(record, json);
    if (!known) return std::unexpected(known.error());
    out.hindrance = reason_in(answer->errors);
    out.findings = std::move(*known);
  }
  Result<void> checked = add_errors(out, record, json);
  if (!checked) return std::unexpected(checked.error());
  return out;
}

}  // namespace rouse::tools
