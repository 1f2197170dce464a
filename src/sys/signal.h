// Signals: blocked everywhere, taken through descriptors.
#pragma once

#include <csignal>
#include <initializer_list>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

/// A set of these signals.
sigset_t signal_set(std::initializer_list<int> signals);
/// Blocks every signal that can be blocked, in this thread; returns the mask that was.
sigset_t block_all();
void set_mask(const sigset_t& mask);
/// Gives every signal its default action: whoever started us may have ignored some, and exec hands that on.
void default_all();
/// Lets children that have ended wait to be reaped; other signals stay as whoever started us wanted them.
void keep_ended_children();
/// Signals that are ignored now: exec would hand that on.
std::vector<int> ignored_signals();
/// A signalfd (non-blocking, CLOEXEC) for `set`, whose signals are blocked too.
Result<Fd> signal_fd(const sigset_t& set);
/// The next signal's number from a signalfd; an error with EAGAIN when there is none.
Result<int> next_signal(int fd);

}  // namespace rouse::sys
