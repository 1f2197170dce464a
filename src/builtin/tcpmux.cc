#include "builtin/tcpmux.h"

#include <optional>
#include <span>

#include "builtin/tcpmux_line.h"
#include "loop/channel.h"
#include "sys/stream.h"

namespace rouse::builtin {

namespace {

/// Looks at what has arrived, and takes as much of it as belongs to the line of which `heard` is the
/// beginning, or all where there is none. Nothing: the line is not whole yet.
std::optional<TcpmuxEnd> hear_more(int caller, Scratch& scratch, std::string& heard) {
  std::span<std::byte> room = std::span(scratch.bytes).first(tcpmux_line_limit_bytes - heard.size());
  Result<std::size_t> seen = sys::peek_some(caller, room);
  if (!seen && seen.error().code == EAGAIN) return std::nullopt;
  if (!seen || *seen == 0) return TcpmuxEnd::gone;
  std::size_t before = heard.size();
  heard.append(reinterpret_cast<const char*>(room.data()), *seen);
  TcpmuxLine line = read_tcpmux_line(heard);
  bool complete = line.state == TcpmuxLine::State::complete;
  std::size_t ours = complete ? line.line_bytes - before : *seen;
  Result<std::size_t> taken = sys::discard_some(caller, room.first(ours));
  if (!taken || *taken != ours) return TcpmuxEnd::gone;
  if (line.state == TcpmuxLine::State::malformed) return TcpmuxEnd::malformed;  // taken: closed, not reset
  if (!complete) return hear_more(caller, scratch, heard);
  heard.resize(line.name.size());
  return TcpmuxEnd::named;
}

}  // namespace

loop::Co<TcpmuxRequest> read_service_name(loop::Loop* loop, Fd caller, Scratch* scratch, Instant deadline) {
  TcpmuxRequest request;
  loop::Channel channel(*loop, std::move(caller), loop::Trigger::edge);
  std::optional<TcpmuxEnd> end = hear_more(channel.raw(), *scratch, request.name);
  while (!end) {
    bool in_time = co_await channel.readable_until(deadline);
    end = in_time ? hear_more(channel.raw(), *scratch, request.name) : TcpmuxEnd::late;
  }
  request.end = *end;
  if (*end == TcpmuxEnd::named) request.caller = channel.release();
  co_return request;
}

}  // namespace rouse::builtin
