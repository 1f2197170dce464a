#include "supervise/readiness.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "loop/sleep.h"
#include "supervise/notification.h"
#include "supervise/pid_file.h"
#include "sys/machine.h"
#include "sys/notify_socket.h"
#include "sys/process.h"

namespace rouse::supervise {

namespace {

using config::Ready;

/// Between two looks at a pid file or a port; they grow, for those that take long.
constexpr std::chrono::milliseconds first_pause{10};
constexpr std::chrono::milliseconds longest_pause{250};
constexpr std::size_t notice_limit_bytes = 4096;

bool is_of(pid_t process, pid_t leader) {
  return process == leader || sys::session_of(process).value_or(0) == leader;
}

}  // namespace

Readiness::Readiness(loop::Loop& loop, Vault& vault, config::ServicePtr config, process::DepositNumber& kept,
                     Hearer& hearer)
    : loop_(loop), config_(std::move(config)), hearer_(hearer), kept_(vault, kept), tasks_(loop) {}

Result<process::Strings> Readiness::variables() {
  if (config_->supervision.ready != Ready::notify) return process::Strings{};
  Result<void> opened = open_socket();
  if (!opened) return std::unexpected(opened.error());
  return process::Strings{"NOTIFY_SOCKET=" + socket_name_};
}

Result<void> Readiness::open_socket() {
  if (socket_) return {};
  Result<sys::NotifySocket> socket = sys::open_notify_socket();
  if (!socket) return std::unexpected(socket.error());
  kept_.keep(socket->fd.raw());
  take_socket(std::move(socket->fd), std::move(socket->name));
  return {};
}

void Readiness::take_socket(Fd fd, std::string name) {
  socket_.emplace(loop_, std::move(fd));
  socket_name_ = std::move(name);
}

void Readiness::watch(pid_t pid) {
  pid_ = pid;
  is_ready_ = false;
  switch (config_->supervision.ready) {
    case Ready::started:
      return hearer_.ready();
    case Ready::notify:
      return tasks_.start(hear());
    case Ready::pid_file:
    case Ready::port:
      return tasks_.start(glance());
  }
}

/// Who says what he does goes on saying it; for everything else it is enough to have been ready once.
void Readiness::resume(pid_t pid, bool is_ready) {
  Fd socket = kept_.recover();
  Result<std::string> name = sys::notify_socket_name(socket.raw());
  if (name) take_socket(std::move(socket), std::move(*name));
  if (!is_ready) return watch(pid);
  pid_ = pid;
  is_ready_ = true;
  if (socket_) tasks_.start(hear());
}

void Readiness::forget() {
  tasks_.cancel_all();
  pid_ = 0;
}

loop::Task Readiness::hear() {
  while (socket_) {
    co_await socket_->readable();
    take_notice();
  }
}

/// Anybody may send to the socket; only its own processes are heard.
void Readiness::take_notice() {
  std::array<std::byte, notice_limit_bytes> room{};
  Result<sys::Notice> notice = sys::receive_notice(socket_->raw(), room);
  if (!notice || notice->sender == 0 || !is_of(notice->sender, pid_)) return;
  Notification said = read_notification({reinterpret_cast<const char*>(room.data()), notice->bytes});
  if (said.status) hearer_.says(std::move(*said.status));
  if (said.ready && !std::exchange(is_ready_, true)) hearer_.ready();
}

loop::Task Readiness::glance() {
  Duration pause = first_pause;
  while (!shows()) {
    co_await loop::sleep_for(loop_, pause);
    pause = std::min<Duration>(pause * 3 / 2, longest_pause);
  }
  hearer_.ready();
}

bool Readiness::shows() const {
  std::optional<pid_t> process = shown();
  return process && is_of(*process, pid_);
}

/// The process that the pid file names, or that listens at the port.
std::optional<pid_t> Readiness::shown() const {
  const config::Supervision& supervision = config_->supervision;
  if (supervision.ready == Ready::port) {
    net::Endpoint anywhere{config_->bind_address.value_or(net::Address::v4(0)), config_->port};
    std::optional<sys::Holder> holder = sys::port_holder(config_->protocol, anywhere);
    return holder ? std::optional(holder->pid) : std::nullopt;
  }
  return pid_in(supervision.pid_file);
}

std::string Readiness::missing() const {
  const config::Supervision& supervision = config_->supervision;
  std::optional<pid_t> other;
  switch (supervision.ready) {
    case Ready::started:
      return {};
    case Ready::notify:
      return "no READY=1 has come";
    case Ready::pid_file:
      other = shown();
      return other ? fmt::format("{} names {}, which is no process of it", supervision.pid_file, *other)
                   : fmt::format("{} names no process", supervision.pid_file);
    case Ready::port:
      other = shown();
      return other ? fmt::format("at port {}/{} listens {}, which is no process of it", config_->port,
                                 config_->protocol, *other)
                   : fmt::format("nobody listens at port {}/{}", config_->port, config_->protocol);
  }
  return {};
}

}  // namespace rouse::supervise
