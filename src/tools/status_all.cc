#include "tools/status_all.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "loop/loop.h"
#include "loop/signals.h"
#include "loop/task.h"
#include "sys/file.h"
#include "sys/program.h"
#include "sys/signal.h"
#include "tools/script_status.h"
#include "tools/service_messages.h"
#include "tools/standard_output.h"

namespace rouse::tools {

namespace {

using supervise::Kept;
using Entries = std::vector<sys::DirectoryEntry>;
using supervise::ScriptOutput;

constexpr std::size_t asked_at_once = 32;
constexpr std::array<std::string_view, 10> passed_over = {
    "functions", "halt", "killall", "single", "linuxconf", "kudzu", "rc", "rcS", "README", "skeleton"};
constexpr std::array<std::string_view, 6> left_behind = {"~",       ".bak",     ".orig",
                                                         ".rpmnew", ".rpmorig", ".rpmsave"};

bool is_asked(std::string_view name) {
  return !name.starts_with('.') && !name.contains(".dpkg-") &&
         std::ranges::find(passed_over, name) == passed_over.end() &&
         std::ranges::none_of(left_behind, [&](std::string_view end) { return name.ends_with(end); });
}

class Inquiry {
 public:
  Inquiry(loop::Loop& loop, const sysv::Tree& tree, bool json, std::int64_t timeout_s)
      : loop_(loop),
        tree_(tree),
        json_(json),
        timeout_s_(timeout_s),
        names_(scripts_with_status(tree)),
        answers_(names_.size()) {}

  int run(loop::Signals& signals) {
    loop::Tasks tasks(loop_);
    tasks.start(heed(&signals));
    for (std::size_t i = 0; i < std::min(asked_at_once, names_.size()); ++i) tasks.start(ask_some());
    if (names_.empty()) loop_.stop();
    loop_.run();
    if (json_ && signal_ == 0) print("{\"services\":[" + objects_ + "]}\n");
    return signal_ == 0 ? 0 : 128 + signal_;
  }

 private:
  loop::Task heed(loop::Signals* signals) {
    int signal = co_await signals->next();
    signal_ = signal;
    loop_.stop();
  }

  loop::Task ask_some() {
    while (next_ < names_.size()) {
      std::size_t mine = next_++;
      ScriptStatus answer = co_await ask_script(&loop_, &tree_, names_[mine], tree_.scripts(), output_,
                                                std::chrono::seconds(timeout_s_));
      answers_[mine] = std::move(answer);
      tell_those_whose_turn_it_is();
    }
  }

  void tell_those_whose_turn_it_is() {
    while (told_ < names_.size() && answers_[told_]) tell(*std::exchange(answers_[told_++], ScriptStatus()));
    if (told_ == names_.size()) loop_.stop();
  }

  void tell(const ScriptStatus& answer) {
    complain(answer.complaint);
    if (json_) objects_ += (objects_.empty() ? "" : ",") + json_text(answer);
    if (!answer.end) return;
    const Kept &output = answer.end->output, &errors = answer.end->errors;
    if (!json_) print(output.text);
    if (!json_) complain(errors.text);
    std::uint64_t omitted = output.omitted_bytes + errors.omitted_bytes;
    if (omitted > 0) complain(output_left_out(answer.name, omitted));
    if (answer.end->overdue) complain(no_answer(answer.name, timeout_s_));
  }

  loop::Loop& loop_;
  const sysv::Tree& tree_;
  bool json_;
  std::int64_t timeout_s_;
  /// On one terminal, what a script writes to either keeps its order.
  ScriptOutput output_ = !json_ && sys::same_file(1, 2) ? ScriptOutput::together : ScriptOutput::apart;
  std::vector<std::string> names_;
  std::vector<std::optional<ScriptStatus>> answers_;
  std::size_t next_ = 0, told_ = 0;
  std::string objects_;
  int signal_ = 0;
};

}  // namespace

std::vector<std::string> scripts_with_status(const sysv::Tree& tree) {
  std::vector<std::string> out;
  for (const sys::DirectoryEntry& entry : sys::read_directory(tree.scripts()).value_or(Entries()))
    if (entry.regular && is_asked(entry.name) && sys::executable(tree.script(entry.name)))
      out.push_back(entry.name);
  std::ranges::sort(out, [](const std::string& a, const std::string& b) {
    int order = std::strcoll(a.c_str(), b.c_str());
    return order != 0 ? order < 0 : a < b;
  });
  return out;
}

int status_all(const sysv::Tree& tree, bool json, std::int64_t timeout_s) {
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  auto signals = loop ? loop::Signals::create(**loop, sys::signal_set({SIGHUP, SIGINT, SIGTERM, SIGPIPE}))
                      : std::unexpected(loop.error());
  if (!signals) {
    complain("service: " + signals.error().text() + "\n");
    return 1;
  }
  return Inquiry(**loop, tree, json, timeout_s).run(**signals);
}

}  // namespace rouse::tools
