// Cradle: what one child lives on between clone and exec: its stack, its steps, its argv and envp, and
// whatever their strings belong to. Used again once the kernel has cleared the life word, that is at the
// child's exec or exit.
#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "process/baton.h"
#include "process/book.h"
#include "process/child.h"
#include "process/outfit.h"
#include "process/recipe.h"
#include "sys/memory.h"

namespace rouse::process {

class Cradle {
 public:
  static Result<std::unique_ptr<Cradle>> create();
  Cradle(const Cradle&) = delete;
  Cradle& operator=(const Cradle&) = delete;

  /// Nobody lives in it.
  bool vacant() const { return life_ == life_gone; }
  /// Lays out everything for a child of `recipe`. `privileged`: euid 0, so that groups can be set.
  void prepare(std::shared_ptr<const Recipe> recipe, const Outfit& outfit, bool privileged);
  /// Lets a child in that is about to be cloned and takes its caller from `baton`; with `shares_table` it
  /// starts in the steward's descriptor table (CLONE_FILES).
  void occupy(Slot& slot, const Baton& baton, const std::vector<int>& ignored_signals, bool shares_table);
  /// No child came to be.
  void abandon() { life_ = life_gone; }
  /// The child has taken its caller: the baton is free for the next one.
  bool caller_taken() const { return taken_ != 0; }
  /// Sleeps until the child has taken its caller or is gone, at most about `patience_ms`.
  void await_settled(int patience_ms);
  /// Sleeps until the child has left for exec or exit, at most about `patience_ms`. False: it has not.
  bool await_gone(int patience_ms);

  const sys::Mapping& stack() const { return stack_; }
  ChildSteps& steps() { return steps_; }
  std::atomic<std::uint32_t>& life() { return life_; }

 private:
  explicit Cradle(sys::Mapping stack) : stack_(std::move(stack)) {}
  void lay_out_message();
  void lay_out_strings(bool passes_sockets);
  void lay_out_sockets(std::size_t count);
  void lay_out_ids(bool privileged);
  void lay_out_limits();

  sys::Mapping stack_;
  std::atomic<std::uint32_t> life_ = life_gone;
  std::atomic<std::uint32_t> taken_ = 0;
  struct {
    char byte = 0;
    iovec part{};
    alignas(cmsghdr) char control[CMSG_SPACE(given_most * sizeof(int))] = {};
    msghdr header{};
  } message_;
  ChildSteps steps_;
  std::shared_ptr<const Recipe> recipe_;
  Strings variables_;
  std::string listen_fds_;
  std::array<char, 32> listen_pid_{};  // "LISTEN_PID=" and what the child writes behind it
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

}  // namespace rouse::process
