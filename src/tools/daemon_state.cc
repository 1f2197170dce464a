#include "tools/daemon_state.h"

#include "control/client.h"

namespace rouse::tools {

namespace {

constexpr int state_patience_ms = 10'000;

std::expected<control::Reply, DaemonTrouble> answer(const std::string& path, const control::Order& order) {
  auto reply = control::ask(path, order, state_patience_ms);
  if (!reply) return std::unexpected(DaemonTrouble{exit_of(reply.error()), reply.error().text.in_english()});
  if (reply->outcome != control::Outcome::done)
    return std::unexpected(DaemonTrouble{exit_of(*reply), reply->text});
  return std::move(*reply);
}

}  // namespace

std::expected<DaemonState, DaemonTrouble> daemon_state(const std::string& control_path, bool with_memory) {
  control::Order list{control::OrderKind::list, {}};
  list.arguments.emplace_back(with_memory ? control::memory_argument : control::parked_argument);
  auto services = answer(control_path, list);
  if (!services) return std::unexpected(services.error());
  auto status = answer(control_path, {control::OrderKind::status, {}});
  if (!status) return std::unexpected(status.error());
  return DaemonState{std::move(services->services), status->daemon.value_or(control::DaemonStatus{}),
                     services->parked.value_or(control::ParkTotal{})};
}

}  // namespace rouse::tools
