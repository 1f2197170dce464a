#include "daemon/adoption.h"

#include <fmt/format.h>

#include "listen/inheritance.h"
#include "loop/channel.h"
#include "sys/other_process.h"
#include "sys/process.h"

namespace rouse::daemon {

Result<Adoption> adopt(pid_t pid) {
  auto error = [pid](Error from) {
    from.thing = fmt::format("of process {}", pid);
    return std::unexpected(std::move(from));
  };
  Result<Fd> process = sys::pidfd_open(pid);
  if (!process) return error(process.error());
  Result<std::vector<int>> sockets = sys::sockets_of(pid);
  if (!sockets) return error(sockets.error());
  Adoption out{.process = std::move(*process), .doors = {}};
  for (int number : *sockets) {
    Result<Fd> socket = sys::take_descriptor(out.process.raw(), number);
    if (!socket && socket.error().code == EBADF) continue;  // closed since
    if (!socket) return error(socket.error());
    if (listen::is_door(socket->raw())) out.doors.push_back(std::move(*socket));
  }
  return out;
}

Result<Adoption> adopt(std::optional<pid_t> pid) { return pid ? adopt(*pid) : Adoption{}; }

loop::Task follow(loop::Loop* loop, log::DaemonLog* log, pid_t pid, rpc::Registrar* registrar) {
  Result<Fd> process = sys::pidfd_open(pid);
  if (process) {
    loop::Channel life(*loop, std::move(*process));
    co_await life.readable();
  }
  log->notice(fmt::format("process {} has ended, whose doors these are now", pid));
  registrar->renew();
}

}  // namespace rouse::daemon
