#include "tools/rouse_upgrade.h"

#include <fmt/format.h>

#include "base/text.h"
#include "control/client.h"
#include "log/json.h"
#include "tools/daemon_words.h"
#include "tools/reply_json.h"
#include "tools/standard_output.h"
#include "tools/successor.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

constexpr int version_patience_ms = 2000;

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
  std::uint64_t stewards = before->daemon ? before->daemon->stewards : 0;
  auto follows = [stewards](const control::DaemonStatus& daemon) { return daemon.stewards > stewards; };
  std::optional<control::Reply> after = await_daemon(request.control_path, successor_patience, follows);
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
  auto reply = control::ask(request.control_path, {control::OrderKind::status, {}}, version_patience_ms);
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
