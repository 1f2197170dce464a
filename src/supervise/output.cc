#include "supervise/output.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

#include "sys/program.h"

namespace rouse::supervise {

namespace {

constexpr std::size_t piece_bytes = 16384;
/// What a pipe holds by default: somebody else may write on for ever.
constexpr std::size_t rest_bytes = 65536;

}  // namespace

Output::Output(loop::Loop& loop, log::DaemonLog& log, Vault& vault, ResidentRecord& record)
    : loop_(loop),
      log_(log),
      id_(record.id.view()),
      lines_(loop.now()),
      kept_to_read_(vault, record.output_to_read),
      kept_to_write_(vault, record.output_to_write),
      tasks_(loop) {}

Result<int> Output::write_end() {
  if (write_end_) return write_end_.raw();
  Result<sys::OutputPipe> pipe = sys::open_output_pipe();
  if (!pipe) return std::unexpected(pipe.error());
  kept_to_read_.keep(pipe->read_end.raw());
  kept_to_write_.keep(pipe->write_end.raw());
  open(std::move(pipe->read_end), std::move(pipe->write_end));
  return write_end_.raw();
}

bool Output::resume() {
  Fd read_end = kept_to_read_.recover();
  Fd write_end = kept_to_write_.recover();
  if (!read_end || !write_end) return false;
  open(std::move(read_end), std::move(write_end));
  return true;
}

void Output::open(Fd read_end, Fd write_end) {
  write_end_ = std::move(write_end);
  read_end_.emplace(loop_, std::move(read_end));
  tasks_.start(read());
}

/// One piece a turn, so that a resident that writes without end delays nobody.
loop::Task Output::read() {
  for (;;) {
    co_await read_end_->readable();
    (void)take();
  }
}

/// False: there is nothing.
bool Output::take() {
  std::array<std::byte, piece_bytes> room;
  Result<std::size_t> got = sys::read_some(read_end_->raw(), room);
  if (!got || *got == 0) return false;
  say(lines_.feed({reinterpret_cast<const char*>(room.data()), *got}, loop_.now()));
  return true;
}

void Output::finish() {
  if (!read_end_) return;
  for (std::size_t taken = 0; taken < rest_bytes && take(); taken += piece_bytes) {
  }
  say(lines_.finish(loop_.now()));
}

void Output::say(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) log_.info(fmt::format("{}[{}]: {}", id_, pid_, line));
}

}  // namespace rouse::supervise
