#include "control/connection.h"

#include <algorithm>
#include <array>
#include <span>

#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::control {

namespace {

constexpr std::size_t read_bytes = 16384;

}  // namespace

loop::Co<Result<std::string>> Connection::take(std::size_t count, Instant deadline) {
  std::string out;
  while (out.size() < count) {
    std::array<std::byte, read_bytes> buffer;
    std::span<std::byte> room = std::span(buffer).first(std::min(buffer.size(), count - out.size()));
    Result<std::size_t> got = sys::receive_some(channel_.raw(), room);
    if (!got && got.error().code == EAGAIN) {
      bool in_time = co_await channel_.readable_until(deadline);
      if (!in_time) co_return failed("control", ETIMEDOUT, {});
      continue;
    }
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0) co_return failed("control", ECONNRESET, {});
    out.append(reinterpret_cast<const char*>(buffer.data()), *got);
  }
  co_return out;
}

loop::Co<Result<Frame>> Connection::receive(std::size_t limit_bytes, Instant deadline) {
  Result<std::string> head = co_await take(header_bytes, deadline);
  if (!head) co_return std::unexpected(head.error());
  std::optional<Header> header = header_of(*head);
  if (!header) co_return failed("control", EPROTO, {});
  bool foreign = header->version != wire_version && header->kind != FrameKind::versions;
  if (foreign) co_return Frame{*header, {}};
  if (header->length > limit_bytes) co_return failed("control", EMSGSIZE, {});
  Result<std::string> body = co_await take(header->length, deadline);
  if (!body) co_return std::unexpected(body.error());
  co_return Frame{*header, std::move(*body)};
}

loop::Co<Result<void>> Connection::send(std::string bytes, Instant deadline) {
  auto left = std::as_bytes(std::span(bytes));
  while (!left.empty()) {
    Result<std::size_t> sent = sys::send_some(channel_.raw(), left);
    if (!sent && sent.error().code == EAGAIN) {
      bool in_time = co_await channel_.writable_until(deadline);
      if (!in_time) co_return failed("control", ETIMEDOUT, {});
      continue;
    }
    if (!sent) co_return std::unexpected(sent.error());
    left = left.subspan(*sent);
  }
  co_return Result<void>();
}

}  // namespace rouse::control
