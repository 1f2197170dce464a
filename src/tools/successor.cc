#include "tools/successor.h"

#include <utility>

#include "control/client.h"
#include "loop/loop.h"
#include "loop/sleep.h"
#include "loop/task.h"

namespace rouse::tools {

namespace {

constexpr std::chrono::milliseconds glance{20};
constexpr int look_patience_ms = 2000;

struct Search {
  std::string path;
  Duration patience;
  std::function<bool(const control::DaemonStatus&)> suits;
  std::optional<control::Reply> found = {};
};

loop::Task search_on(loop::Loop* loop, Search* search) {
  Instant deadline = loop->now() + search->patience;
  while (!search->found && loop->now() < deadline) {
    auto reply = control::ask(search->path, {control::OrderKind::status, {}}, look_patience_ms);
    if (reply && reply->daemon && search->suits(*reply->daemon)) search->found = std::move(*reply);
    co_await loop::sleep_for(*loop, glance);
  }
  loop->stop();
}

}  // namespace

std::optional<control::Reply> await_daemon(const std::string& control_path, Duration patience,
                                           std::function<bool(const control::DaemonStatus&)> suits) {
  Search search{control_path, patience, std::move(suits)};
  SystemClock clock;
  auto loop = loop::Loop::create(clock);
  if (!loop) return std::nullopt;
  loop::Tasks tasks(**loop);
  tasks.start(search_on(loop->get(), &search));
  (*loop)->run();
  return std::move(search.found);
}

}  // namespace rouse::tools
