// Trial: what a server costs that is parked, found out by parking it a few times, one after the other, for
// nobody: each is started as a parked process is (park.h), and told to end as soon as it is parked.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "loop/co.h"
#include "loop/loop.h"
#include "process/spans.h"
#include "warm/births.h"
#include "warm/habits.h"

namespace rouse::warm {

/// So often it is started: the first of them may have to read its files from the disk.
inline constexpr int trial_starts = 3;
/// All of them together take no longer, so that who wants to know has an answer: a server that is slow to
/// start is started less often.
inline constexpr std::chrono::seconds trial_time_most{100};

struct TrialResult {
  process::Spans parkings = {};    // from the start of a process to its park point
  std::uint64_t memory_bytes = 0;  // of the last of them, while it waited; 0: unknown
  std::string obstacle = {};       // why it was not parked; empty: it was, each time
};

struct TrialMeans {
  loop::Loop* loop;
  Births* births;
  std::uint64_t (*memory_of)(pid_t pid);
};

/// Of all that `means` points to it needs everything until its end, which comes when the last process has
/// nothing more to say: at the latest after `trial_time_most`. The server
/// runs as its user until its park point; nobody is served, and the log is told nothing.
loop::Co<TrialResult> try_parking(TrialMeans means, std::string id,
                                  std::shared_ptr<const process::Recipe> recipe, Habits habits);

}  // namespace rouse::warm
