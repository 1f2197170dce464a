#include "log/socket_sink.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <span>

#include "sys/socket.h"

namespace rouse::log {

void SocketSink::write(const Line& line) {
  if (!tell_loss(line) || !send(line)) count_loss();
}

/// Before the next line: how many were lost in front of it.
bool SocketSink::tell_loss(const Line& next) {
  if (pending_loss() == 0) return true;
  constexpr int severity_bits = 7;
  Line told = next;
  std::string text = fmt::format("{} log lines were lost before this one", pending_loss());
  told.text = text;
  told.service = {};
  told.priority = (next.priority & ~severity_bits) | static_cast<int>(Level::warning);
  if (!send(told)) return false;
  take_loss();
  return true;
}

bool SocketSink::connect_as(int type) {
  Result<Fd> fd = sys::open_socket(AF_UNIX, type);
  if (!fd || !sys::set_nonblocking(fd->raw(), true)) return false;
  Result<void> connected = sys::connect_unix(fd->raw(), path_);
  if (!connected) {
    errno = connected.error().code;
    return false;
  }
  socket_ = std::move(*fd);
  stream_ = type == SOCK_STREAM;
  return true;
}

bool SocketSink::connect() {
  return connect_as(SOCK_DGRAM) || (errno == EPROTOTYPE && connect_as(SOCK_STREAM));
}

bool SocketSink::send(const Line& line) {
  std::string frame = frame_(line, identity_);
  frame += '\0';
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!socket_ && !connect()) return false;
    Sent sent = send_once(frame);
    if (sent != Sent::gone) return sent == Sent::all;
    socket_.reset();
  }
  return false;
}

SocketSink::Sent SocketSink::send_once(std::string_view frame) {
  if (!stream_) frame.remove_suffix(1);
  Result<std::size_t> sent = sys::send_some(socket_.raw(), std::as_bytes(std::span(frame)));
  if (!sent) {
    int code = sent.error().code;
    return code == EAGAIN || code == ENOBUFS || code == EMSGSIZE ? Sent::later : Sent::gone;
  }
  if (*sent == frame.size()) return Sent::all;
  socket_.reset();  // half a record: only a new connection starts a new one
  return Sent::later;
}

}  // namespace rouse::log
