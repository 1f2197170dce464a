#include "rpc/connection.h"

#include <sys/socket.h>

#include <array>
#include <span>
#include <utility>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::rpc {

namespace {

constexpr std::size_t read_bytes = 4096;

std::unexpected<Error> hung_up() { return failed("rpcbind", ECONNRESET, {}); }

}  // namespace

Result<Fd> Connection::dial(const std::string& path) {
  Result<Fd> fd = sys::open_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
  if (!fd) return fd;
  Result<void> connected = sys::connect_unix(fd->raw(), path);
  if (!connected) return std::unexpected(connected.error());
  return fd;
}

Connection::Connection(loop::Loop& loop, Fd fd, loop::Flag& stirred)
    : loop_(loop), channel_(loop, std::move(fd), loop::Trigger::edge) {
  channel_.stir(stirred);
}

bool Connection::has_ended() {
  std::array<std::byte, 1> unasked{};
  Result<std::size_t> got = sys::receive_some(channel_.raw(), unasked);
  return got || got.error().code != EAGAIN;
}

loop::Co<Result<std::string>> Connection::answer() {
  Instant deadline = loop_.now() + answer_patience;
  std::string received;
  for (;;) {
    std::array<std::byte, read_bytes> buffer;
    Result<std::size_t> got = sys::receive_some(channel_.raw(), buffer);
    if (!got && got.error().code == EAGAIN) {
      bool in_time = co_await channel_.readable_until(deadline);
      if (!in_time) co_return failed("rpcbind", ETIMEDOUT, {});
      continue;
    }
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0 || received.size() > 2 * answer_limit_bytes) co_return hung_up();
    received.append(reinterpret_cast<const char*>(buffer.data()), *got);
    Result<std::optional<std::string>> whole = whole_answer(received);
    if (!whole) co_return std::unexpected(whole.error());
    if (*whole) co_return std::move(**whole);
  }
}

loop::Co<Result<std::string>> Connection::ask(Procedure procedure, Registration about) {
  std::uint32_t number = ++last_number_;
  std::string record = call_record(number, procedure, about);
  Result<std::size_t> sent = sys::send_some(channel_.raw(), std::as_bytes(std::span(record)));
  if (!sent) co_return std::unexpected(sent.error());
  if (*sent != record.size()) co_return hung_up();
  Result<std::string> whole = co_await answer();
  if (!whole) co_return whole;
  Result<std::string_view> results = results_of(*whole, number);
  if (!results) co_return std::unexpected(results.error());
  co_return std::string(*results);
}

loop::Co<Result<bool>> Connection::decide(Procedure procedure, Registration about) {
  Result<std::string> results = co_await ask(procedure, about);
  if (!results) co_return std::unexpected(results.error());
  co_return yes_or_no(*results);
}

loop::Co<Result<bool>> Connection::set(Registration registration) {
  return decide(Procedure::set, std::move(registration));
}

loop::Co<Result<bool>> Connection::unset(Registration registration) {
  return decide(Procedure::unset, std::move(registration));
}

loop::Co<Result<std::vector<Registration>>> Connection::list() {
  Result<std::string> results = co_await ask(Procedure::list, Registration());
  if (!results) co_return std::unexpected(results.error());
  co_return listed(*results);
}

}  // namespace rouse::rpc
