// Flow: one direction of a redirect: from one socket to another, inside the kernel.
//
//   open --(end of file read)--> draining --(all delivered, end of file passed on)--> done
//     \------(an error: who is gone is in `broken`)
#pragma once

#include <cstdint>

#include "builtin/pipe_pool.h"
#include "sys/stream.h"

namespace rouse::builtin {

class Flow {
 public:
  /// What keeps a flow from going on.
  enum class State : std::uint8_t {
    waiting,      // for one of the two sockets
    hungry,       // for nothing: it has had its turn
    done,         // the end of file was passed on
    source_gone,  // the socket it reads from is broken
    sink_gone,    // the socket it writes to is broken
  };

  explicit Flow(PipePool* pipes) : pipes_(*pipes) {}
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  ~Flow() { let_go_of_pipe(); }

  /// The sockets may be tried again.
  void source_stirred() { readable_ = true; }
  void sink_stirred() { writable_ = true; }
  /// Moves what can be moved now, a few pipes full at most.
  State move_on(int source, int sink);
  /// Bytes that reached the sink.
  std::uint64_t moved_bytes() const { return moved_bytes_; }

 private:
  State step(int source, int sink);
  State fill(int source, int sink);
  State empty(int sink);
  State copy(int source, int sink);
  State source_failed(const Error& error);
  State sink_failed(const Error& error);
  void let_go_of_pipe();

  PipePool& pipes_;
  sys::Pipe pipe_;
  std::uint64_t moved_bytes_ = 0;
  std::uint32_t piped_bytes_ = 0;  // in the pipe
  bool readable_ = true;
  bool writable_ = true;
  bool ended_ = false;
  bool done_ = false;
};

}  // namespace rouse::builtin
