// futex: waiting for a word in memory that another process changes. Waits are short and bounded.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace rouse::sys {

/// Sleeps while `word` has `value`, at most `timeout`; may return early. The word may be in shared memory.
void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t value,
                std::chrono::nanoseconds timeout);
/// Wakes everyone who sleeps on `word`.
void futex_wake(const std::atomic<std::uint32_t>& word);

}  // namespace rouse::sys
