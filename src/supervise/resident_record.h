// ResidentRecord: what the next steward has to know of a resident to go on with it, in memory that outlives
// the steward (roster.h). Fixed layout.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "config/service_config.h"
#include "process/book.h"
#include "process/custody.h"
#include "supervise/life.h"
#include "supervise/respawn.h"

namespace rouse::supervise {

/// A text of which as much is kept as there is room for.
template <std::size_t bytes>
class KeptText {
 public:
  KeptText& operator=(std::string_view text) {
    size_ = 0;  // whoever dies within leaves none rather than half of two
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::size_t size = std::min(text.size(), bytes);
    std::copy_n(text.begin(), size, text_.begin());
    std::atomic_signal_fence(std::memory_order_seq_cst);
    size_ = static_cast<std::uint32_t>(size);
    return *this;
  }
  std::string_view view() const { return {text_.data(), std::min<std::size_t>(size_, bytes)}; }

 private:
  std::uint32_t size_ = 0;
  std::array<char, bytes> text_ = {};
};

/// The book keeps as much, so that a process can be told apart without its record, too.
inline constexpr std::size_t id_bytes = config::resident_id_bytes_most;
static_assert(id_bytes < process::service_bytes);
inline constexpr std::size_t said_bytes = 256;

/// Of a resident that an init script starts (script_body.h).
struct ScriptRecord {
  enum class Word : std::uint8_t { none, start, stop };
  Word running = Word::none;       // what of the script runs
  bool searching = false;          // for its daemon, which it has started
  bool leaving = false;            // it was asked to end
  bool killed = false;             // it did not
  pid_t daemon = 0;                // 0: it is not there, or not known yet
  std::uint64_t daemon_began = 0;  // sys::start_ticks_of() it
  WallTime start_began = 0;        // when `SCRIPT start` was started
};

struct ResidentRecord {
  std::uint64_t key = 0;  // process::key_of() its id; 0: nobody's
  KeptText<id_bytes> id = {};
  State state = State::waiting;
  WallTime since = 0;  // in this state
  Instant entered = {};
  Instant deadline = Instant::max();  // of the state
  Duration delay = {};                // until the next start
  std::uint64_t respawns = 0;
  std::int32_t last_status = 0;
  KeptText<said_bytes> last_end = {};
  KeptText<said_bytes> status = {};
  std::uint64_t fingerprint = 0;  // of what its process was started with
  // Descriptors in the custody of the keeper; 0: none.
  process::DepositNumber output_to_read = 0;
  process::DepositNumber output_to_write = 0;
  process::DepositNumber notices = 0;
  process::DepositNumber socket = 0;
  ScriptRecord script = {};
  Respawn respawn = {};
};

}  // namespace rouse::supervise
