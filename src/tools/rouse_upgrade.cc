#include "tools/rouse_upgrade.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "control/client.h"
#include "log/json.h"
#include "loop/loop.h"
#include "loop/sleep.h"
#include "loop/task.h"
#include "tools/daemon_words.h"
#include "tools/reply_json.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

/// A new version has 30 s to serve; then the old one comes back.
constexpr std::chrono::seconds upgrade_patience{75};
constexpr std::chrono::milliseconds glance{20};
constexpr int glance_patience_ms = 2000;

/// Asks again and again for the daemon that follows the one with so many stewards.
loop::Task await_successor(loop::Loop* loop, std::string path, std::uint64_t stewards,
                           std::optional<control::Reply>* found) {
  Instant deadline = loop->now() + upgrade_patience;
  while (!*found && loop->now() < deadline) {
    auto reply = control::ask(path, {control::OrderKind::status, {}}, glance_patience_ms);
    if (reply && reply->daemon && reply->daemon->stewards > stewards) *found = std::move(*reply);
    co_await loop::sleep_for(*loop, glance);
  }
  loop->stop();
}

/// Its status; nothing: there is none in time.
std::optional<control::Reply> successor(const RouseRequest& request, std::uint64_t stewards) {
  std::optional<control::Reply> found;
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return found;
  loop::Tasks tasks(**loop);
  tasks.start(await_successor(loop->get(), request.control_path, stewards, &found));
  (*loop)->run();
  return found;
}

}  // namespace

Exit rouse_upgrade(const RouseRequest& request) {
  Exit exit{};
  std::optional<control::Reply> before = ask(request, {control::OrderKind::status, {}}, exit);
  if (!before) return exit;
  std::optional<control::Reply> reply = ask(request, {control::OrderKind::upgrade, {}}, exit);
  if (!reply) return exit;
  if (reply->outcome != control::Outcome::done) {
    (void)tell(request, *reply);
    return exit_of(*reply);
  }
  std::optional<control::Reply> after = successor(request, before->daemon ? before->daemon->stewards : 0);
  if (!after) {
    complain(fmt::format("rouse: {}\n", translated("no other daemon has answered; its log says more")));
    return Exit::failed;
  }
  after->changed = after->daemon->news.starts_with("upgraded");
  if (!after->changed) after->outcome = control::Outcome::failed;
  after->text = after->daemon->news;
  if (tell(request, *after)) {
    print(escaped(after->text) + "\n");
    tell_change(*after);
  }
  return exit_of(*after);
}

Exit rouse_version(const RouseRequest& request) {
  auto reply = control::ask(request.control_path, {control::OrderKind::status, {}}, glance_patience_ms);
  bool answers = reply && reply->daemon;
  if (request.json) {
    print(fmt::format("{{\"version\":{},\"daemon\":{}}}\n", log::json_string(ROUSE_VERSION),
                      answers ? log::json_string(reply->daemon->version) : "null"));
    return Exit::done;
  }
  print("rouse " ROUSE_VERSION "\n");
  print(answers
            ? translated("the daemon: {}, process {}", escaped(reply->daemon->version), reply->daemon->pid) +
                  "\n"
            : translated("no daemon answers at {}", escaped(request.control_path)) + "\n");
  return Exit::done;
}

}  // namespace rouse::tools
