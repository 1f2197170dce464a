#include "supervise/output.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

#include "loop/sleep.h"
#include "sys/program.h"

namespace rouse::supervise {

namespace {

constexpr std::size_t piece_bytes = 16384;
/// What a pipe holds by default.
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
  Result<void> opened = open(std::move(pipe->read_end), std::move(pipe->write_end));
  if (!opened) return std::unexpected(opened.error());
  kept_to_read_.keep(read_end_->raw());
  kept_to_write_.keep(write_end_.raw());
  return write_end_.raw();
}

bool Output::resume() {
  Fd read_end = kept_to_read_.recover();
  Fd write_end = kept_to_write_.recover();
  return read_end && write_end && open(std::move(read_end), std::move(write_end));
}

Result<void> Output::open(Fd read_end, Fd write_end) {
  Result<sys::Pipe> copy = sys::open_pipe();
  if (!copy) return std::unexpected(copy.error());
  copy_ = std::move(*copy);
  write_end_ = std::move(write_end);
  read_end_.emplace(loop_, std::move(read_end), loop::Trigger::edge);
  tasks_.start(read());
  return {};
}

/// One piece a turn, so that a resident that writes without end delays nobody.
loop::Task Output::read() {
  for (;;) {
    co_await read_end_->readable();
    while (take() != 0) {
      co_await loop::sleep_for(loop_, Duration::zero());
    }
  }
}

/// How many bytes; 0: there is nothing, or not a whole line.
std::size_t Output::take() {
  std::array<std::byte, piece_bytes> room;
  std::string_view seen = look(room);
  Lines::Cut cut = lines_.cut(seen, loop_.now());
  say(cut.lines);
  discard(std::span(room).first(cut.bytes));
  return cut.bytes;
}

/// What the pipe holds, which stays there.
std::string_view Output::look(std::span<std::byte> room) {
  if (!sys::copy_some(read_end_->raw(), copy_.write_end.raw(), room.size())) return {};
  std::size_t size = sys::read_some(copy_.read_end.raw(), room).value_or(0);
  return {reinterpret_cast<const char*>(room.data()), size};
}

/// Takes as many bytes as have been seen and said.
void Output::discard(std::span<std::byte> seen) {
  if (!seen.empty()) (void)sys::read_some(read_end_->raw(), seen);
}

/// At most what a pipe holds: somebody else may write on.
void Output::finish() {
  if (!read_end_) return;
  for (std::size_t all = 0, taken = 1; taken != 0 && all < rest_bytes; all += taken) taken = take();
  std::array<std::byte, piece_bytes> room;
  std::string_view seen = look(room);
  say(lines_.finish(seen, loop_.now()));
  discard(std::span(room).first(seen.size()));
}

void Output::say(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) log_.info(fmt::format("{}[{}]: {}", id_, pid_, line));
}

}  // namespace rouse::supervise
