#include "supervise/script_run.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <span>
#include <utility>

#include "loop/channel.h"
#include "loop/flag.h"
#include "loop/sleep.h"
#include "sys/process.h"
#include "sys/program.h"

namespace rouse::supervise {

namespace {

/// What the kernel holds in a pipe: taking so much after the end takes all that was written before it.
constexpr std::size_t drained_bytes = 65536;
constexpr Duration grace = std::chrono::seconds(2);
constexpr std::array signals{SIGTERM, SIGKILL};

/// What is read of one pipe.
class Stream {
 public:
  Stream(loop::Loop& loop, Fd read_end, loop::Flag& happened, std::size_t kept_bytes)
      : channel_(loop, std::move(read_end), loop::Trigger::edge), kept_bytes_(kept_bytes) {
    if (channel_) channel_.stir(happened);
  }

  bool open() const { return static_cast<bool>(channel_); }
  /// Takes what is there, at most what a pipe holds; false: there is more.
  bool take() {
    std::size_t taken = 0;
    std::array<std::byte, 4096> part;
    while (open() && taken < drained_bytes) {
      Result<std::size_t> size = sys::read_some(channel_.raw(), part);
      if (!size && size.error().code == EAGAIN) return true;
      if (!size || *size == 0) (void)Fd(channel_.release());
      keep(std::span(part).first(size.value_or(0)));
      taken += size.value_or(0);
    }
    return !open();
  }
  Kept kept() { return std::move(kept_); }
  Fd rest() { return open() ? Fd(channel_.release()) : Fd(); }

 private:
  void keep(std::span<const std::byte> bytes) {
    std::size_t wanted = std::min(bytes.size(), kept_bytes_ - kept_.text.size());
    kept_.text.append(reinterpret_cast<const char*>(bytes.data()), wanted);
    kept_.omitted_bytes += bytes.size() - wanted;
  }

  loop::Channel channel_;
  std::size_t kept_bytes_;
  Kept kept_;
};

/// A script that has been started, with the ends of its pipes that are read.
struct Started {
  sys::Program program;
  Fd output, errors;
};

Result<Started> start_script(const ScriptStart& script) {
  Started out;
  sys::OutputPipe output, errors;
  sys::ProgramStart start{.argv = script.argv,
                          .environment = script.environment,
                          .folder = script.folder,
                          .program = script.program};
  start.own_group = true;
  start.umask = script.umask;
  start.soft_descriptors = script.soft_descriptors;
  if (script.output != ScriptOutput::inherited) {
    Result<sys::OutputPipe> pipe = sys::open_output_pipe();
    if (!pipe) return std::unexpected(pipe.error());
    output = std::move(*pipe);
    start.output = start.errors = output.write_end.raw();
  }
  if (script.output == ScriptOutput::apart) {
    Result<sys::OutputPipe> pipe = sys::open_output_pipe();
    if (!pipe) return std::unexpected(pipe.error());
    errors = std::move(*pipe);
    start.errors = errors.write_end.raw();
  }
  Result<Fd> null = sys::open_null();
  if (!null) return std::unexpected(null.error());
  start.input = null->raw();
  Result<sys::Program> program = sys::start_program(start);
  if (!program) return std::unexpected(program.error());
  return Started{std::move(*program), std::move(output.read_end), std::move(errors.read_end)};
}

class Run {
 public:
  Run(loop::Loop& loop, Started started, Duration time_limit, std::size_t kept_bytes)
      : loop_(loop),
        happened_(loop),
        pid_(started.program.pid),
        life_(loop, std::move(started.program.pidfd), loop::Trigger::edge),
        output_(loop, std::move(started.output), happened_, kept_bytes),
        errors_(loop, std::move(started.errors), happened_, kept_bytes),
        next_(loop.now() + time_limit) {
    life_.stir(happened_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    if (!reaped_) signal_group(SIGKILL);
  }

  loop::Co<ScriptEnd> end() {
    while (!over()) {
      if (all_taken_)
        co_await happened_.raised_until(next_);
      else
        co_await loop::sleep_until(loop_, loop_.now());  // until the next turn: others come between
      look();
    }
    co_return conclusion();
  }

 private:
  void look() {
    if (life_.was_readable()) ended_ = true;
    bool output_taken = output_.take();
    all_taken_ = errors_.take() && output_taken;
    if (ended_ && signals_sent_ == 0) return;
    if (loop_.now() < next_) return;
    if (signals_sent_ < signals.size())
      signal_group(signals[signals_sent_++]);
    else
      given_up_ = true;
    next_ = loop_.now() + grace;
  }

  /// In time: with the script. Overdue: with its group, of which only its output tells that it is gone.
  bool over() const {
    if (given_up_ || !ended_) return given_up_;
    bool group_gone = captured_ && !output_.open() && !errors_.open();
    return signals_sent_ == 0 || signals_sent_ == signals.size() || group_gone;
  }

  ScriptEnd conclusion() {
    ScriptEnd out;
    out.overdue = signals_sent_ > 0;
    if (out.overdue) signal_group(SIGKILL);  // as long as its leader is not reaped, its number is its own
    if (ended_) {
      Result<sys::Reaped> reaped = sys::reap(pid_);
      if (reaped) out.wait_status = reaped->wait_status;
      reaped_ = true;
    }
    out.output = output_.kept();
    out.errors = errors_.kept();
    out.rest = output_.rest();
    return out;
  }

  void signal_group(int signal) { (void)sys::pidfd_signal_group(life_.raw(), pid_, signal); }

  loop::Loop& loop_;
  loop::Flag happened_;
  pid_t pid_;
  loop::Channel life_;
  Stream output_, errors_;
  bool captured_ = output_.open();
  Instant next_;  // when the patience with it ends
  std::size_t signals_sent_ = 0;
  bool all_taken_ = true, ended_ = false, given_up_ = false, reaped_ = false;
};

}  // namespace

int ScriptEnd::status() const {
  int value = wait_status.value_or(SIGKILL);
  return WIFEXITED(value) ? WEXITSTATUS(value) : 128 + WTERMSIG(value);
}

loop::Co<Result<ScriptEnd>> run_script(loop::Loop* loop, ScriptStart start) {
  Result<Started> started = start_script(start);
  if (!started) co_return std::unexpected(started.error());
  Run run(*loop, std::move(*started), start.time_limit, start.kept_bytes);
  ScriptEnd end = co_await run.end();
  co_return end;
}

}  // namespace rouse::supervise
