#include "control/client.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <optional>

#include "control/connection.h"
#include "loop/sleep.h"
#include "loop/task.h"
#include "sys/socket.h"

namespace rouse::control {

namespace {

using Answer = std::expected<Reply, Failure>;

constexpr std::chrono::milliseconds queue_glance{10};

std::unexpected<Failure> trouble(Trouble kind, std::string_view words, std::vector<std::string> values = {}) {
  return std::unexpected(Failure{kind, {words, std::move(values)}});
}

std::unexpected<Failure> not_connected(const std::string& path, const Error& error) {
  switch (error.code) {
    case ENOENT:
    case ENOTDIR:
    case ECONNREFUSED:
      return trouble(Trouble::not_running, translatable("roused is not running: nobody answers at {}"),
                     {path});
    case EACCES:
    case EPERM:
      return trouble(Trouble::not_permitted,
                     translatable("not permitted: only root and the group rouse may ask the daemon at {}"),
                     {path});
    default:
      return trouble(Trouble::no_answer, "{}", {error.text()});
  }
}

std::unexpected<Failure> not_answered(const Error& error) {
  if (error.code == ETIMEDOUT)
    return trouble(Trouble::no_answer, translatable("the daemon did not answer in time"));
  if (error.code == ECONNRESET)
    return trouble(Trouble::hung_up, translatable("the daemon hung up without an answer"));
  return trouble(Trouble::no_answer, translatable("the daemon's answer cannot be understood: {}"),
                 {error.text()});
}

std::unexpected<Failure> other_version(std::string_view spoken) {
  return trouble(
      Trouble::other_version,
      translatable("the daemon speaks version {} of the control protocol, this program version {}: one of "
                   "them is older; restart the daemon after an upgrade"),
      {std::string(spoken), fmt::format("{}", wire_version)});
}

Answer answer_in(const Frame& frame) {
  if (frame.header.kind == FrameKind::versions)
    return other_version(versions_in(frame.body).value_or("(unknown)"));
  if (frame.header.version != wire_version) return other_version(fmt::format("{}", frame.header.version));
  std::optional<Reply> reply = reply_in(frame.body);
  if (frame.header.kind != FrameKind::reply || !reply)
    return trouble(Trouble::no_answer, translatable("the daemon's answer cannot be understood"));
  return std::move(*reply);
}

/// EAGAIN: its queue is full for the moment.
loop::Co<Result<Fd>> dial(loop::Loop* loop, std::string path, Instant deadline) {
  for (;;) {
    Result<Fd> socket = sys::open_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
    if (!socket) co_return socket;
    Result<void> connected = sys::connect_unix(socket->raw(), path);
    if (connected) co_return socket;
    if (connected.error().code != EAGAIN) co_return std::unexpected(connected.error());
    if (loop->now() >= deadline) co_return failed("connect", ETIMEDOUT, path);
    co_await loop::sleep_for(*loop, queue_glance);
  }
}

loop::Co<Answer> converse(loop::Loop* loop, std::string path, Order order, Instant deadline) {
  Result<Fd> socket = co_await dial(loop, path, deadline);
  if (!socket) co_return not_connected(path, socket.error());
  Connection connection(*loop, std::move(*socket));
  // One who is turned away has his answer though nobody took the order.
  co_await connection.send(frame_of(order), deadline);
  Result<Frame> frame = co_await connection.receive(reply_limit_bytes, deadline);
  if (!frame) co_return not_answered(frame.error());
  co_return answer_in(*frame);
}

loop::Task run(loop::Loop* loop, loop::Co<Answer> conversation, std::optional<Answer>* out) {
  Answer answer = co_await conversation;
  out->emplace(std::move(answer));
  loop->stop();
}

}  // namespace

Answer ask(const std::string& path, const Order& order, int timeout_ms) {
  SystemClock clock;
  Result<std::unique_ptr<loop::Loop>> loop = loop::Loop::create(clock);
  if (!loop) return trouble(Trouble::no_answer, "{}", {loop.error().text()});
  std::optional<Answer> answer;
  Instant deadline = clock.now() + std::chrono::milliseconds(timeout_ms);
  loop::Tasks tasks(**loop);
  tasks.start(run(loop->get(), converse(loop->get(), path, order, deadline), &answer));
  (*loop)->run();
  return std::move(*answer);
}

}  // namespace rouse::control
