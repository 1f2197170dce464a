#include "builtin/ident.h"

#include <fmt/format.h>

#include <optional>
#include <span>

#include "builtin/dial.h"
#include "loop/channel.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

using Answer = std::expected<std::string, IdentFailure>;

IdentFailure failure_of(const Error& error) {
  if (error.code == ETIMEDOUT) return IdentFailure::timeout;
  return error.call == "connect" ? IdentFailure::no_server : IdentFailure::system_error;
}

bool ask(int server, const IdentQuestion& question) {
  std::string text = fmt::format("{},{}\r\n", question.caller.port, question.local.port);
  return sys::send_some(server, std::as_bytes(std::span(text))).has_value();
}

Answer answer_of(std::string_view line, const IdentQuestion& question) {
  auto user = read_ident_answer(line, question.caller.port, question.local.port);
  if (!user) return std::unexpected(user.error());
  return std::string(*user);
}

/// Adds to `heard` what there is to hear; nothing: the answer is not whole yet.
std::optional<Answer> hear(int server, std::string& heard, const IdentQuestion& question) {
  std::size_t before = heard.size();
  heard.resize(ident_limit_bytes);
  Result<std::size_t> got =
      sys::receive_some(server, std::as_writable_bytes(std::span(heard)).subspan(before));
  heard.resize(before + got.value_or(0));
  if (!got && got.error().code == EAGAIN) return std::nullopt;
  if (std::size_t end = heard.find("\r\n"); end != std::string::npos) {
    return answer_of(std::string_view(heard).substr(0, end), question);
  }
  if (!got || *got == 0) return std::unexpected(IdentFailure::receive_error);  // also: no room for more
  return hear(server, heard, question);
}

}  // namespace

loop::Co<std::expected<std::string, IdentFailure>> ask_ident(loop::Loop* loop, IdentQuestion question,
                                                             Instant deadline) {
  net::Endpoint server{question.caller.address.unmapped(), question.server_port};
  Result<Fd> fd = co_await dial(loop, server, question.local.address.unmapped(), deadline);
  if (!fd) co_return std::unexpected(failure_of(fd.error()));
  loop::Channel channel(*loop, std::move(*fd), loop::Trigger::edge);
  if (!ask(channel.raw(), question)) co_return std::unexpected(IdentFailure::receive_error);
  std::string heard;
  std::optional<Answer> answer = hear(channel.raw(), heard, question);
  while (!answer) {
    bool in_time = co_await channel.readable_until(deadline);
    if (!in_time) co_return std::unexpected(IdentFailure::timeout);
    answer = hear(channel.raw(), heard, question);
  }
  co_return std::move(*answer);
}

}  // namespace rouse::builtin
